// demo_page.mjs URL [SCREENSHOT]
import assert from 'node:assert/strict';
import { withBrowser } from './chromium.mjs';
import { restartServer } from './restart.mjs';

const [url, screenshot] = process.argv.slice(2);

async function openWindow(context, name) {
  const page = await context.newPage();
  page.on('pageerror', (error) => { throw error; });
  await page.goto(url);
  await page.fill('#name', name);
  await online(page);
  return page;
}

async function online(page) {
  for (const badge of ['#chat-status', '#events-status']) {
    await page.waitForSelector(`${badge}[data-state=connected]`);
  }
}

async function say(page, text) {
  await page.fill('#text', text);
  await page.click('#send');
}

const sees = (page, from, text) => page.waitForFunction(([author, words]) =>
  [...document.querySelectorAll('#messages li')].some((item) =>
    item.querySelector('.from')?.textContent === author && item.textContent === author + words), [from, text]);

const tickNumber = (page) => page.locator('#tick-number').textContent();
const nextTick = (page, before) => page.waitForFunction(
  (old) => !['–', old].includes(document.querySelector('#tick-number').textContent), before);

await withBrowser(async (context) => {
  const anna = await openWindow(context, 'Anna');
  const ben = await openWindow(context, 'Ben');
  for (const page of [anna, ben]) {
    await page.waitForFunction(() => document.querySelector('#people').textContent === '2 people');
    await nextTick(page, await tickNumber(page));
  }

  await say(anna, 'hello <b>Ben</b>');
  await say(ben, 'hello Anna 🐤');
  for (const page of [anna, ben]) {
    await sees(page, 'Anna', 'hello <b>Ben</b>');  // as text, never as markup
    await sees(page, 'Ben', 'hello Anna 🐤');
  }
  if (screenshot) await anna.screenshot({ path: screenshot, fullPage: true });

  // Watched from before the restart on: both badges must have said so.
  for (const page of [anna, ben]) {
    await page.evaluate(() => {
      window.states = { 'chat-status': [], 'events-status': [] };
      for (const id of Object.keys(states)) {
        new MutationObserver(() => states[id].push(document.getElementById(id).dataset.state))
          .observe(document.getElementById(id), { attributes: true });
      }
    });
  }
  await restartServer();
  for (const page of [anna, ben]) {
    await page.waitForFunction(() => Object.values(states).every((seen) => {
      const lost = seen.indexOf('reconnecting');
      return lost >= 0 && seen.indexOf('connected', lost) > lost;
    }));
    await online(page);
    const before = await tickNumber(page);
    await nextTick(page, before);
  }
  await say(ben, 'are you back?');
  for (const page of [anna, ben]) await sees(page, 'Ben', 'are you back?');

  await ben.close();
  await anna.waitForFunction(() => document.querySelector('#people').textContent === 'only you');
  assert.equal(await anna.locator('#chat-status').getAttribute('data-state'), 'connected');
});
console.log('demo page: all right');
process.exit(0);
