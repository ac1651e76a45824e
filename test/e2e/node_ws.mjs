// node_ws.mjs REALTIME_URL ECHO_URL
import assert from 'node:assert/strict';
import { once } from 'node:events';
import WebSocket from 'ws';

const [realtime, echo] = process.argv.slice(2);

async function open(url, options = {}) {
  const socket = new WebSocket(url, { perMessageDeflate: false, ...options });
  await once(socket, 'open');
  return socket;
}

async function ask(socket, data) {
  const answer = once(socket, 'message');
  socket.send(data);
  const [bytes, isBinary] = await answer;
  return { bytes, isBinary };
}

{
  const socket = await open(realtime);
  const { bytes, isBinary } = await ask(socket, 'hello from ws 🐤');
  assert.equal(bytes.toString(), 'echo: hello from ws 🐤');
  assert.equal(isBinary, false);

  const pong = once(socket, 'pong');
  socket.ping('beat');
  assert.equal((await pong)[0].toString(), 'beat');

  const closed = once(socket, 'close');
  socket.close(3001, 'done');
  const [code, reason] = await closed;
  assert.equal(code, 3001);
  assert.equal(reason.toString(), 'done');
}

// The same with the extension offered: the server may take it or leave it.
{
  const socket = await open(realtime, { perMessageDeflate: true });
  assert.equal((await ask(socket, 'deflate?')).bytes.toString(), 'echo: deflate?');
  socket.terminate();
}

{
  const socket = await open(echo);
  for (const size of [0, 125, 126, 65535, 65536, 1 << 20]) {
    const data = Buffer.alloc(size, size % 251);
    const { bytes, isBinary } = await ask(socket, data);
    assert.ok(isBinary && bytes.equals(data), `${size} bytes come back as they were`);
  }

  // A thousand at once: each back, in order.
  const count = 1000;
  let next = 0;
  const all = new Promise((resolve, reject) => socket.on('message', (bytes) => {
    if (bytes.toString() !== `message ${next}`) reject(new Error(`expected message ${next}, got ${bytes}`));
    if (++next === count) resolve();
  }));
  for (let n = 0; n < count; n++) socket.send(`message ${n}`);
  await all;
  const closed = once(socket, 'close');
  socket.close();
  assert.equal((await closed)[0], 1005);
}

{
  const foreign = new WebSocket(realtime, { origin: 'http://evil.example' });
  const [, response] = await once(foreign, 'unexpected-response');
  assert.equal(response.statusCode, 403, 'a page of another origin is refused');
  foreign.on('error', () => {});
  foreign.terminate();
}

console.log('ws: all right');
process.exit(0);
