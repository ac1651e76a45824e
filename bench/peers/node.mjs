// What the same loads cost a server on Node with `ws`. Wants the packages of test/e2e.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const { WebSocketServer } = createRequire(new URL('../../test/e2e/package.json', import.meta.url))('ws');
const readers = new Set();
const server = createServer((request, response) => {
  if (request.url === '/sse') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.flushHeaders();
    readers.add(response);
    response.on('close', () => readers.delete(response));
  } else if (request.url === '/publish') {
    let data = '';
    request.on('data', (piece) => (data += piece));
    request.on('end', () => {
      for (const reader of readers) reader.write(`data: ${data}\n\n`);
      response.writeHead(204).end();
    });
  } else {
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': 13 }).end('Hello, World!');
  }
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on('connection', (socket, request) => {
  if (request.url === '/echo') {
    socket.on('message', (data, binary) => socket.send(data, { binary }));
  } else {
    socket.on('message', (data, binary) => {
      for (const client of sockets.clients) client.send(data, { binary });
    });
  }
});
server.listen(0, '127.0.0.1', () => console.log(`listening on 127.0.0.1:${server.address().port}`));
