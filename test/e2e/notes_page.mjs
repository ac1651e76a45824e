// notes_page.mjs URL [SCREENSHOT]
import assert from 'node:assert/strict';
import { withBrowser } from './chromium.mjs';
import { restartServer } from './restart.mjs';

const [url, screenshot] = process.argv.slice(2);
const password = 'correct horse';
const markup = '<img src=x onerror="document.title=\'broken\'">';

async function open(context) {
  const page = await context.newPage();
  page.on('pageerror', (error) => { throw error; });
  page.on('console', (message) => { if (/Content Security Policy/.test(message.text())) throw new Error(message.text()); });
  await page.goto(url);
  return page;
}

async function enter(page, name, button) {
  await page.fill('#name', name);
  await page.fill('#password', password);
  await page.click(button);
}

const online = (page) => page.waitForSelector('body[data-view=desk] #status[data-state=connected]');
const atTheDoor = (page) => page.waitForSelector('body[data-view=door]');
const lists = (page, titles) => page.waitForFunction(
  (wanted) => JSON.stringify([...document.querySelectorAll('#list button')].map((button) => button.textContent)) === wanted,
  JSON.stringify(titles));
const holds = (page, text) => page.waitForFunction((wanted) => document.querySelector('#text').value === wanted, text);
const says = (page, id, part) => page.waitForFunction(
  ([place, words]) => document.getElementById(place).textContent.includes(words), [id, part]);

async function write(page, title, text) {
  await page.click('#new');
  await page.fill('#title', title);
  await page.fill('#text', text);
  await page.click('#save');
}

await withBrowser(async (context) => {
  const one = await open(context);
  await atTheDoor(one);
  await enter(one, 'ada', '#register');
  await online(one);
  const other = await open(context);  // with the same session
  await online(other);

  await write(one, markup, 'first');
  for (const page of [one, other]) await lists(page, [markup]);  // as text, never as markup
  await other.click('#list button');
  await holds(other, 'first');

  // Typing is seen in the other window, and a change comes there by itself where nothing was typed.
  await one.locator('#text').pressSequentially(' and');
  await says(other, 'typing', 'another window');
  await one.click('#save');
  await holds(other, 'first and');

  // Where something was, nothing is overwritten: neither that, nor what was saved meanwhile.
  await other.fill('#text', 'mine');
  await one.fill('#text', 'theirs');
  await one.click('#save');
  await says(other, 'fault', 'changed in another window');
  await other.click('#save');
  await says(other, 'fault', 'not saved');
  await holds(other, 'mine');
  if (screenshot) await other.screenshot({ path: screenshot, fullPage: true });
  await other.click('#reload');
  await holds(other, 'theirs');

  // The sessions end with the server, the notes do not, nor does what was being written.
  await one.fill('#text', 'unsaved');
  await restartServer();
  for (const page of [one, other]) await atTheDoor(page);
  await enter(one, 'ada', '#register');
  await says(one, 'door-fault', 'called ada already');
  await enter(one, 'ada', 'button[value=login]');
  await online(one);
  await lists(one, [markup]);
  await holds(one, 'unsaved');

  // The other window's session is the same one; it signs out for both.
  await other.reload();
  await online(other);
  await write(other, 'second', '');
  await lists(one, ['second', markup]);
  await other.click('#remove');
  await lists(one, [markup]);
  await other.click('#logout');
  for (const page of [one, other]) await atTheDoor(page);

  await enter(one, 'ben', '#register');
  await online(one);
  await lists(one, []);
  assert(await one.locator('#editor').isHidden());
  assert.equal(await one.title(), 'Serinus notes');
});
console.log('notes page: all right');
process.exit(0);
