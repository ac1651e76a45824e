// node_ws.mjs REALTIME_URL ECHO_URL
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
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

// Compression, as every client of `ws` gets it: with and without the memory of earlier messages.
for (const path of ['/anything', '/dedicated']) {
  for (const options of [
    true,
    { threshold: 0 },
    { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true },
    { threshold: 0, serverMaxWindowBits: 8 },
    { threshold: 0, serverMaxWindowBits: 9, clientMaxWindowBits: 9 },
    { threshold: 0, clientMaxWindowBits: 10, zlibDeflateOptions: { level: 9 } },
  ]) {
    const what = `${path} ${JSON.stringify(options)}`;
    const socket = await open(new URL(path, echo), { perMessageDeflate: options });
    assert.match(socket.extensions, /^permessage-deflate/, what);
    for (const size of [0, 1, 100, 5000, 5000, 65535, 300000]) {
      const text = 'grüße 🐤 '.repeat(size / 8) + size;
      const { bytes, isBinary } = await ask(socket, text);
      assert.ok(!isBinary && bytes.toString() === text, `${what}: ${size} characters come back as they were`);
      const noise = randomBytes(size);
      assert.ok((await ask(socket, noise)).bytes.equals(noise), `${what}: ${size} random bytes come back as they were`);
    }
    const fragments = once(socket, 'message');
    socket.send('one ', { fin: false, compress: true });
    socket.ping('between');
    socket.send('message', { fin: true, compress: true });
    assert.equal((await fragments)[0].toString(), 'one message', what);
    socket.send('plain', { compress: false });
    assert.equal((await once(socket, 'message'))[0].toString(), 'plain', what);
    const closed = once(socket, 'close');
    socket.close();
    assert.equal((await closed)[0], 1005, what);
  }
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
