// wpt.mjs PAGE SERVER
import assert from 'node:assert/strict';
import { withBrowser } from './chromium.mjs';

const [pageUrl, server] = process.argv.slice(2);

/** In the page: the data of the first `count` events. */
function events({ url, count, withCredentials = false }) {
  return new Promise((resolve, reject) => {
    const heard = [];
    const source = new EventSource(url, { withCredentials });
    source.onmessage = ({ data, lastEventId }) => {
      if (heard.push([data, lastEventId]) < count) return;
      source.close();
      resolve(heard);
    };
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) reject(new Error(`${url} is closed for good`)); };
  });
}

/** In the page: what a socket hears until it is closed, and how. */
function conversation({ url, protocols = [], sends = [] }) {
  return new Promise((resolve) => {
    const heard = [];
    const socket = new WebSocket(url, protocols);
    socket.onopen = () => sends.forEach((text) => socket.send(text));
    socket.onmessage = ({ data }) => heard.push(data);
    socket.onclose = ({ code, reason, wasClean }) => resolve({ heard, protocol: socket.protocol, code, reason, wasClean });
  });
}

const resources = `${server}/eventsource/resources`;
const allowed = (run, more) => `${resources}/cors.py?run=${run}&${more}`;

await withBrowser(async (context) => {
  const page = await context.newPage();
  await page.goto(pageUrl);
  const hear = (url, count, more = {}) => page.evaluate(events, { url, count, ...more });

  const bom = encodeURIComponent('\uFEFFdata:1\r\rdata:2\r\n\r\ndata:3\n\n');
  assert.deepEqual(await hear(allowed('message', `message=${bom}`), 3), [['1', ''], ['2', ''], ['3', '']]);
  assert.deepEqual(await hear(allowed('status-reconnect', 'status=200&id=one&ok_first'), 2, { withCredentials: true }),
    [['ok', ''], ['data', '']]);
  const target = encodeURIComponent(allowed('message', 'message=data%3Amoved'));
  assert.deepEqual(await hear(allowed('redirect', `status=301&location=${target}`), 1), [['moved', '']]);
  assert.deepEqual(await hear(allowed('cache-control', ''), 1), [['no-cache', '']]);
  assert.deepEqual(await hear(`${resources}/cors-cookie.py?ident=c`, 2, { withCredentials: true }),
    [['first NO_COOKIE', '1'], ['second COOKIE', '2']]);
  await assert.rejects(hear(`${resources}/cors-cookie.py?origin=none`, 1), /closed for good/);

  const socket = server.replace('http', 'ws');
  const talk = (path, more = {}) => page.evaluate(conversation, { url: socket + path, ...more });
  const clean = { protocol: '', code: 1000, reason: '', wasClean: true };
  assert.deepEqual(await talk('/origin'), { ...clean, heard: [new URL(pageUrl).origin] });
  assert.deepEqual(await talk('/echo', { protocols: ['x', 'echo'], sends: ['', 'a', 'Goodbye'] }),
    { ...clean, protocol: 'echo', heard: ['', 'a', 'Goodbye'] });
  assert.deepEqual(await talk('/protocol_array', { protocols: ['b', 'a'] }), { ...clean, protocol: 'b', heard: ['b'] });
  assert.deepEqual(await talk('/remote-close?code=4321&reason=why'), { ...clean, heard: [], code: 4321, reason: 'why' });
  assert.equal((await talk('/remote-close?abrupt=1')).code, 1006);
  assert.equal((await talk('/basic_auth')).code, 1006);
  assert.equal((await talk('/handshake_no_protocol', { protocols: ['x'] })).code, 1006);  // RFC 6455, 4.1: none was agreed on

  // The odd lines have no CORS field: they are heard by a page of the server's own origin.
  await page.goto(`${server}/nowhere`);
  assert.deepEqual(await hear('/eventsource/resources/message2.py', 3), [['msg\nmsg', ''], ['', ''], ['end', '']]);
  assert.deepEqual(await hear('/eventsource/resources/last-event-id.py', 2), [['hello', '\u2026'], ['\u2026', '\u2026']]);
});
console.log('wpt: all right');
process.exit(0);
