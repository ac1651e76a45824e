import { connect, createServer } from 'node:net';
import { once } from 'node:events';

/** Stands between a browser and a server, and can tear every connection apart, in the middle of whatever it carries. */
export class SeveredProxy {
  #pairs = new Set();

  /** @returns the proxy's own URL */
  async listen(url) {
    const { hostname, port } = new URL(url);
    const server = createServer((near) => this.#join(near, connect(Number(port), hostname)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${server.address().port}`;
  }

  /** Both sides see a reset. @returns how many connections there were */
  sever() {
    const count = this.#pairs.size;
    for (const pair of this.#pairs) this.#part(pair);
    return count;
  }

  #join(near, far) {
    const pair = [near, far];
    this.#pairs.add(pair);
    near.pipe(far).pipe(near);
    for (const socket of pair) {
      socket.on('error', () => this.#part(pair));
      socket.on('close', () => this.#part(pair));
    }
  }

  #part(pair) {
    if (!this.#pairs.delete(pair)) return;
    for (const socket of pair) socket.resetAndDestroy();
  }
}
