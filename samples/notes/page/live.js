// What happens in other windows: changes over an event stream, typing over a WebSocket. Both come back by themselves.

const firstDelay = 500;     // milliseconds until the first new attempt
const longestDelay = 8000;  // no attempt waits longer than this
const typingEvery = 1000;   // it is told no more often

/** Delays double, and each is shortened by chance, so that a server that comes back is not met by all at once. */
class Retry {
  #attempts = 0;
  #timer = null;

  again(attempt) {
    clearTimeout(this.#timer);
    const ceiling = Math.min(longestDelay, firstDelay * 2 ** this.#attempts++);
    this.#timer = setTimeout(attempt, ceiling * (0.5 + Math.random() / 2));
  }
  settled() { this.#attempts = 0; }
  stop() { clearTimeout(this.#timer); }
}

export class Live {
  #stream = null;
  #socket = null;
  #streamRetry = new Retry();
  #socketRetry = new Retry();
  #lastTyping = 0;

  /** @param on  { ready(), lost(), refused(), added(heading), changed(heading), removed({note}), typing({note}) } */
  constructor(on) { this.on = on; }

  start() {
    this.stop();
    this.#listen();
    this.#connect();
  }

  stop() {
    this.#streamRetry.stop();
    this.#socketRetry.stop();
    this.#stream?.close();
    if (this.#socket) this.#socket.onclose = null;
    this.#socket?.close();
    this.#stream = this.#socket = null;
  }

  typing(note) {
    if (this.#socket?.readyState !== WebSocket.OPEN || Date.now() - this.#lastTyping < typingEvery) return;
    this.#lastTyping = Date.now();
    this.#socket.send(JSON.stringify({ event: 'typing', data: { note } }));
  }

  #listen() {
    const stream = this.#stream = new EventSource('/api/notes/events');
    stream.addEventListener('ready', () => {  // nothing is missed from here on
      this.#streamRetry.settled();
      this.on.ready();
    });
    for (const name of ['added', 'changed', 'removed']) {
      stream.addEventListener(name, ({ data }) => this.on[name](JSON.parse(data)));
    }
    stream.onerror = () => {
      this.on.lost();
      if (stream.readyState !== EventSource.CLOSED) return;  // it comes back by itself
      this.#streamRetry.again(() => this.#listen());
      this.on.refused();
    };
  }

  #connect() {
    const socket = this.#socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/live`);
    socket.onopen = () => this.#socketRetry.settled();
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      if (frame.event === 'typing') this.on.typing(frame.data);  // the changes come over the stream
    };
    socket.onclose = () => this.#socketRetry.again(() => this.#connect());
  }
}
