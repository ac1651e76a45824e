// ticker_page.mjs URL [SCREENSHOT]: one page, whose connection is cut fifty times.
import assert from 'node:assert/strict';
import { withBrowser } from './chromium.mjs';
import { restartServer } from './restart.mjs';
import { SeveredProxy } from './severed_proxy.mjs';

const [url, screenshot] = process.argv.slice(2);
const cuts = 50;
const proxy = new SeveredProxy();

/** In the page, before its own scripts: keeps what comes, as it comes, whatever the page makes of it. */
function keepWhatComes() {
  window.came = { trades: [], stale: [], quotes: 0 };
  const moves = new Map();
  const parse = JSON.parse;
  JSON.parse = (text) => {
    const value = parse(text);
    const { number, symbol, move } = value.data?.symbol ? value.data : value;
    if (number) came.trades.push(number);
    if (!move) return value;
    ++came.quotes;
    if (move <= (moves.get(symbol) ?? 0)) came.stale.push(`${symbol} ${move}`);
    moves.set(symbol, move);
    return value;
  };
}

const connected = (page) => page.waitForSelector('#status[data-state=connected]');
const lastTrade = (page) => page.evaluate(() => came.trades.at(-1) ?? 0);
const moreTrades = (page, after, count) => page.waitForFunction(
  ([number, more]) => (window.came.trades.at(-1) ?? 0) >= number + more, [after, count]);
const counter = (page, id) => page.locator(`#${id}`).getAttribute('data-value').then(Number);
const choose = (page, transport) => page.check(`input[value=${transport}]`, { force: true });

const ways = {
  here: (page) => page.dispatchEvent('#cut-here', 'click'),
  there: (page) => page.dispatchEvent('#cut-there', 'click'),
  between: () => proxy.sever(),
};

/** Some cuts come when all is well, others while the page is still coming back from the one before. */
async function cutAgainAndAgain(page) {
  const kinds = Object.keys(ways);
  for (let i = 0; i < cuts; ++i) {
    if (i % 5 === 4) await choose(page, i % 10 === 4 ? 'streams' : 'socket');
    if (i % 10 === 7) await page.selectOption('#every', ['20', '250', '1000', '50', '0'][Math.floor(i / 10)]);
    const before = await lastTrade(page);
    await ways[kinds[i % kinds.length]](page);
    if (i % 7 === 6) continue;
    await moreTrades(page, before, 1 + (i % 3));
    await connected(page);
  }
  await moreTrades(page, await lastTrade(page), 3);
}

async function nothingIsMissing(page) {
  const { trades, stale, quotes } = await page.evaluate(() => came);
  const gaps = trades.filter((number, i) => i > 0 && number !== trades[i - 1] + 1);
  assert.deepEqual(gaps, []);
  assert.deepEqual(stale, []);
  assert.ok(trades.length > cuts && quotes > trades.length, `${trades.length} trades, ${quotes} quotes`);
  return { trades: trades.length, quotes };
}

async function itSaysSo(page) {
  const seen = await page.evaluate(() => came.trades.length);
  await page.waitForFunction((least) => Number(document.getElementById('trades').dataset.value) >= least, seen);
  for (const id of ['lost', 'doubled', 'resets']) assert.equal(await counter(page, id), 0, id);
  assert.ok(await counter(page, 'recovered') >= cuts, 'each cut is recovered from');
  const rows = await page.locator('#tape li').evaluateAll((items) => items.map((item) => Number(item.dataset.number)));
  assert.ok(rows.length > 20);
  assert.deepEqual(rows, Array.from(rows, (_, i) => rows[0] - i));
}

/** A page that notices nothing would notice no loss either. */
async function theLedgerCanCount(page) {
  const counts = await page.evaluate(async () => {
    const { Ledger } = await import('/ledger.js');
    const ledger = new Ledger();
    const isNew = [7, 8, 8, 11].map((number) => ledger.trade({ number }));
    for (const move of [3, 5, 5, 4]) ledger.quote({ symbol: 'BACO', move });
    return { isNew, ...ledger };
  });
  const { isNew, trades, lost, doubled, quotes, moves } = counts;
  assert.deepEqual(isNew, [true, true, false, true]);
  assert.deepEqual({ trades, lost, doubled, quotes, moves }, { trades: 3, lost: 2, doubled: 3, quotes: 2, moves: 3 });
}

const colours = (page) => page.evaluate(() => {
  const canvas = document.getElementById('board');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return [new Set(new Uint32Array(data.buffer)).size, data.reduce((sum, byte, i) => (sum * 31 + byte * (i % 97)) % 1_000_003, 0)];
});

async function theBoardLives(page) {
  const [count, sum] = await colours(page);
  assert.ok(count > 50, `${count} colours on the board`);
  await page.waitForFunction((old) => Number(document.getElementById('moves').dataset.value) > old, 0);
  for (let tries = 0; ; ++tries) {
    const [, now] = await colours(page);
    if (now !== sum) return;
    assert.ok(tries < 100, 'nothing moves on the board');
  }
}

/** A page that is kept busy takes less by itself. When it takes more again is judged apart from this machine. */
async function aBusyPageTakesLess(page) {
  const judged = await page.evaluate(async () => {
    const { Pace } = await import('/pace.js');
    const pace = new Pace(0);
    let now = 0;
    const seconds = (count, late) => {
      for (let i = 0; i < count * 20; ++i) pace.timer(late, now += 50);
      return pace.every;
    };
    return [seconds(1, 0), seconds(3, 30), seconds(1, 10), seconds(3, 0), seconds(20, 30), seconds(3, 0), seconds(3, 0)];
  });
  assert.deepEqual(judged, [50, 500, 500, 250, 1000, 1000, 500]);

  await page.selectOption('#every', 'auto');
  const pace = () => page.getAttribute('#every', 'data-pace').then(Number);
  const before = await pace();
  await page.evaluate(() => {
    window.work = setInterval(() => { for (const end = performance.now() + 150; performance.now() < end;); }, 160);
  });
  await page.waitForFunction((least) => Number(document.getElementById('every').dataset.pace) > least, before);
  await page.evaluate(() => clearInterval(window.work));
  await connected(page);
}

async function slowPagesAreGivenTheLatest(page) {
  await page.selectOption('#every', '1000');
  await connected(page);
  await page.waitForFunction(() => {
    const [moves, quotes] = ['moves', 'quotes'].map((id) => Number(document.getElementById(id).dataset.value));
    return moves > 2 * quotes && quotes > 0;
  });
}

/** Numbers begin anew in a process that knows nothing of the one before: the page is told, and goes on. */
async function surviveTheServer(page) {
  await restartServer();
  await page.waitForFunction(() => document.getElementById('resets').dataset.value === '2');
  await page.waitForFunction(() => document.querySelectorAll('#tape li').length > 3);
  for (const id of ['lost', 'doubled']) assert.equal(await counter(page, id), 0, id);
}

await withBrowser(async (context) => {
  const page = await context.newPage();
  page.on('pageerror', (error) => { throw error; });
  await page.addInitScript(keepWhatComes);
  await page.goto(await proxy.listen(url));
  await moreTrades(page, 0, 1);
  const began = performance.now();
  await cutAgainAndAgain(page);
  const seconds = (performance.now() - began) / 1000;
  const sum = await nothingIsMissing(page);
  await itSaysSo(page);
  await theLedgerCanCount(page);
  await theBoardLives(page);
  if (screenshot) await page.screenshot({ path: screenshot, fullPage: true });
  await aBusyPageTakesLess(page);
  await slowPagesAreGivenTheLatest(page);
  await surviveTheServer(page);
  console.log(`${cuts} cuts in ${seconds.toFixed(1)} s: ${sum.trades} trades, ${sum.quotes} quotes`);
});
console.log('ticker page: all right');
process.exit(0);
