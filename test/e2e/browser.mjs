// browser.mjs URL
import assert from 'node:assert/strict';
import { withBrowser } from './chromium.mjs';
import { restartServer } from './restart.mjs';

const [url] = process.argv.slice(2);

/** In the page: the answers of a gateway to `texts`, then the close code. */
async function talk({ path, texts }) {
  const socket = new WebSocket(new URL(path, location.href.replace('http', 'ws')));
  const answers = [];
  await new Promise((resolve, reject) => {
    socket.onopen = () => texts.forEach((text) => socket.send(text));
    socket.onerror = () => reject(new Error('the socket failed'));
    socket.onmessage = ({ data }) => { if (answers.push(data) === texts.length) resolve(); };
  });
  return new Promise((resolve) => {
    socket.onclose = ({ code, wasClean }) => resolve({ answers, code, wasClean });
    socket.close(1000);
  });
}

/** In the page: opens an event stream whose events are kept in `window.heard`. */
function listen(path) {
  window.heard = [];
  window.source = new EventSource(path);
  for (const type of ['message', 'tick']) {
    source.addEventListener(type, (event) => heard.push(`${event.type}: ${event.data}`));
  }
}

await withBrowser(async (context) => {
  const page = await context.newPage();
  await page.goto(`${url}/`);  // no page of the program's, but its origin

  const long = 'x'.repeat(60_000);
  const said = await page.evaluate(talk, { path: '/events', texts: ['hello', 'grüße 🐤', '', long] });
  assert.deepEqual(said.answers, ['echo: hello', 'echo: grüße 🐤', 'echo: ', `echo: ${long}`]);
  assert.equal(said.code, 1000);
  assert.equal(said.wasClean, true);

  await page.evaluate(listen, '/notifications/stream');
  const heard = (what) => page.waitForFunction((line) => window.heard.includes(line), what);
  await heard('message: connected');
  await heard('tick: now');
  assert.equal(await page.evaluate(async () => (await fetch('/notifications/refresh', { method: 'POST' })).text()), 'sent');
  await heard('message: refresh');

  await page.evaluate(() => { window.heard = []; });
  await restartServer();
  await heard('message: connected');
});
console.log('browser: all right');
process.exit(0);
