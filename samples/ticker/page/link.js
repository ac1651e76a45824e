// The way to the server, over one transport or the other. The cursors are what outlives a connection: whatever comes
// next, on either transport, goes on behind them.

import { Socket } from './socket.js';
import { Streams } from './streams.js';

const transports = { socket: Socket, streams: Streams };
const firstDelay = 100;    // milliseconds until the first new attempt
const longestDelay = 3000;

export class Link {
  page = crypto.getRandomValues(new Uint32Array(4)).join('-');
  transport = 'socket';
  every = 50;
  #cursors = { quotes: '', trades: '' };
  #connection = null;
  #attempts = 0;
  #retry = null;

  /** @param on  { state(name), subscribed(topic, { recovered, reason }), reset(topic, { reason }), quotes(quote), trades(trade) } */
  constructor(on) { this.on = on; }

  /** Also in place of the connection there is, which is left at once. */
  connect() {
    this.#leave();
    this.on.state('connecting');
    const query = new URLSearchParams({ page: this.page, every: this.every });
    this.#connection = new transports[this.transport](query, this.#cursors, {
      open: () => {
        this.#attempts = 0;
        this.on.state('connected');
      },
      event: (frame) => this.#take(frame),
      waiting: () => this.on.state('reconnecting'),
      lost: () => this.#reconnect(),
    });
  }

  /** As a lost connection is: at any moment, and with whatever is on its way. */
  cutHere() {
    this.#reconnect();
  }

  /** Has the server do it. @returns how many connections it has cut */
  async cutThere() {
    const answer = await fetch(`/cut?page=${this.page}`, { method: 'POST' });
    return (await answer.json()).connections;
  }

  #take({ event, topic, data, cursor }) {
    this.#cursors[topic] = cursor;
    if (event === 'subscribed' || event === 'reset') this.on[event](topic, data);
    else this.on[topic](data);
  }

  #leave() {
    clearTimeout(this.#retry);
    this.#connection?.close();
    this.#connection = null;
  }

  #reconnect() {
    this.#leave();
    this.on.state('reconnecting');
    const ceiling = Math.min(longestDelay, firstDelay * 2 ** this.#attempts++);
    this.#retry = setTimeout(() => this.connect(), ceiling * (0.5 + Math.random() / 2));
  }
}
