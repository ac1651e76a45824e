// chat_page.mjs URL: Anna and Ben, each with a browser of their own.
import assert from 'node:assert/strict';
import { withBrowser } from './chromium.mjs';
import { command } from './restart.mjs';

const [url] = process.argv.slice(2);

async function open(context) {
  const page = await context.newPage();
  page.on('pageerror', (error) => { throw error; });
  await page.goto(url);
  await connected(page);
  return page;
}

const connected = (page) => page.waitForSelector('#status[data-state=connected]');

async function comeIn(page, name, room) {
  await page.fill('#name', name);
  await page.fill('#entry-room', room);
  await page.press('#entry-room', 'Enter');
}

async function say(page, text) {
  await page.fill('#text', text);
  await page.press('#text', 'Enter');
}

/** Waits until the message is there, as text and in this state; `state` is that of one's own messages. */
const sees = (page, from, text, state) => page.waitForFunction(([author, words, wanted]) =>
  [...document.querySelectorAll('#messages .message')].some((item) =>
    item.querySelector('.from').textContent === author && item.querySelector('.text bdi').textContent === words &&
    !Number.isNaN(Date.parse(item.querySelector('time').dateTime)) && item.dataset.state === wanted), [from, text, state]);

const texts = (page) => page.locator('#messages .text bdi').allTextContents();
const people = (page, ...names) => page.waitForFunction((wanted) => JSON.stringify(wanted) ===
  JSON.stringify([...document.querySelectorAll('#people .name')].map((name) => name.textContent)), names);
const text = (page, id, wanted) => page.waitForFunction(([element, words]) =>
  document.getElementById(element).textContent === words, [id, wanted]);

async function meetEachOther(anna, ben) {
  await comeIn(anna, 'Anna', 'lobby');
  await anna.waitForSelector('#entry', { state: 'hidden' });
  await people(anna, 'Anna');

  await ben.waitForFunction(() => document.querySelector('#entry-rooms [data-room=lobby] .count')?.firstChild.data === '1');
  await comeIn(ben, 'anna', 'lobby');
  await text(ben, 'entry-error', 'Somebody in "lobby" is called anna already.');
  await comeIn(ben, 'Ben', 'Lobby');
  await people(ben, 'Ben', 'Anna');
  await people(anna, 'Anna', 'Ben');
  await text(anna, 'people-count', '2 people');
  await anna.waitForSelector('#messages .note >> text=Ben has come in');
}

async function talk(anna, ben) {
  await say(anna, 'hello Ben');
  await sees(anna, 'Anna', 'hello Ben', 'accepted');
  await sees(ben, 'Anna', 'hello Ben');

  await ben.locator('#text').pressSequentially('hm');
  await text(anna, 'typing', 'Ben is typing');
  const markup = '<img src=x onerror="window.hacked = true"> <b>bold</b> & \u202Eturned';
  await say(ben, markup);
  await sees(anna, 'Ben', markup);
  await text(anna, 'typing', '');
  await ben.locator('#text').pressSequentially('two');
  await ben.press('#text', 'Shift+Enter');
  await ben.locator('#text').pressSequentially('lines');
  await ben.press('#text', 'Enter');
  await sees(anna, 'Ben', 'two\nlines');
  for (const page of [anna, ben]) {
    assert.equal(await page.locator('#messages :is(img, b)').count(), 0);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
  }
}

async function errorsAreShown(anna) {
  await anna.evaluate(() => { document.getElementById('text').removeAttribute('maxlength'); });
  await say(anna, 'x'.repeat(1001));
  await anna.waitForSelector('.mine[data-state=failed] .why >> text=The message is too long: 1001 characters, 1000 at most.');
  await anna.click('.retract');
  assert.equal(await anna.inputValue('#text'), 'x'.repeat(1001));
  assert.equal(await anna.locator('.mine[data-state=failed]').count(), 0);
  await anna.evaluate(() => { document.getElementById('text').maxLength = 1000; });

  await anna.evaluate(() => { document.getElementById('new-room').removeAttribute('maxlength'); });
  await anna.fill('#new-room', 'r'.repeat(33));
  await anna.press('#new-room', 'Enter');
  await text(anna, 'banner-text', 'The name of the room is too long: 33 characters, 32 at most.');
  await anna.click('#banner-button');
  await anna.waitForSelector('#banner', { state: 'hidden' });
  await text(anna, 'room', 'lobby');
}

async function roomsAreApart(anna, ben) {
  await ben.click('#rooms [data-room=garden]');
  await text(ben, 'room', 'garden');
  await people(anna, 'Anna');
  await people(ben, 'Ben');
  await say(ben, 'only flowers here');
  await sees(ben, 'Ben', 'only flowers here', 'accepted');
  await say(anna, 'he is gone');
  await sees(anna, 'Anna', 'he is gone', 'accepted');
  assert.deepEqual(await texts(ben), ['only flowers here']);

  await ben.fill('#new-room', 'lobby');
  await ben.press('#new-room', 'Enter');
  await people(anna, 'Anna', 'Ben');
  await sees(ben, 'Anna', 'he is gone');
  await say(ben, 'back again');
  await sees(anna, 'Ben', 'back again');
  assert.ok(!(await texts(anna)).includes('only flowers here'));
  assert.deepEqual(await texts(ben), await texts(anna));
}

async function surviveTheServer(anna, ben) {
  await command('stop');
  for (const page of [anna, ben]) {
    await page.waitForSelector('#status[data-state=reconnecting]');
    await page.waitForSelector('#banner:visible');
  }
  await say(anna, 'are you there?');
  await say(anna, 'anybody?');
  await say(ben, 'the server is away');
  await sees(anna, 'Anna', 'anybody?', 'pending');
  await sees(ben, 'Ben', 'the server is away', 'pending');
  const before = await texts(anna);
  assert.deepEqual(before.slice(-2), ['are you there?', 'anybody?']);

  await command('start');
  for (const page of [anna, ben]) {
    await connected(page);
    await page.waitForSelector('#banner', { state: 'hidden' });
    await page.waitForSelector('.message[data-state=pending]', { state: 'detached' });
  }
  await sees(ben, 'Anna', 'anybody?');
  await sees(anna, 'Ben', 'the server is away');
  await people(anna, 'Anna', 'Ben');
  await people(ben, 'Ben', 'Anna');
  assert.deepEqual((await texts(anna)).sort(), [...before, 'the server is away'].sort());  // each of them once
  assert.deepEqual(await texts(ben), await texts(anna));
}

/** The answer to a message is lost with the connection: the page sends it again, and nobody gets it twice. */
async function loseAnAnswer(anna, ben) {
  let lose = true;
  await anna.routeWebSocket('**/chat', (socket) => {
    const server = socket.connectToServer();
    server.onMessage((frame) => {
      const isAnswer = lose && JSON.parse(frame).data?.time !== undefined && JSON.parse(frame).event === 'reply';
      if (!isAnswer) return socket.send(frame);
      lose = false;
      server.close();
      return socket.close({ code: 1001 });
    });
  });
  await anna.reload();  // the same tab: it comes in again by itself, through the route
  await people(ben, 'Ben', 'Anna');
  await people(anna, 'Anna', 'Ben');
  await say(anna, 'is this here once?');
  await sees(anna, 'Anna', 'is this here once?', 'accepted');
  assert.equal(lose, false);
  await say(anna, 'and this?');
  await sees(ben, 'Anna', 'and this?');
  await sees(anna, 'Anna', 'and this?', 'accepted');
  for (const page of [anna, ben]) assert.deepEqual((await texts(page)).slice(-2), ['is this here once?', 'and this?']);
}

/** A tab that is duplicated has the session of the first. */
async function moveToAnotherWindow(context, anna, ben) {
  const opened = context.waitForEvent('page');
  await anna.evaluate(() => { window.open(location.href); });
  const second = await opened;
  await people(second, 'Anna', 'Ben');
  await text(anna, 'banner-text', 'You were signed off: this conversation goes on in another window.');
  await say(second, 'from the other window');
  await sees(ben, 'Anna', 'from the other window');

  await anna.click('#banner-button');
  await second.waitForSelector('#status[data-state=ended]');
  await connected(anna);
  await sees(anna, 'Anna', 'from the other window', 'accepted');
  await second.close();
  await say(anna, 'and back');
  await sees(ben, 'Anna', 'and back');
  await people(ben, 'Ben', 'Anna');
}

await withBrowser(async (annas) => {
  const anna = await open(annas);
  await withBrowser(async (bens) => {
    const ben = await open(bens);
    await meetEachOther(anna, ben);
    await talk(anna, ben);
    await errorsAreShown(anna);
    await roomsAreApart(anna, ben);
    await surviveTheServer(anna, ben);
    await loseAnAnswer(anna, ben);
    await moveToAnotherWindow(annas, anna, ben);
  });
  await people(anna, 'Anna');
  await anna.waitForSelector('#messages .note >> text=Ben has left');
});
console.log('chat page: all right');
process.exit(0);
