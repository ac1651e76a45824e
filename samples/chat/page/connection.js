// A WebSocket that comes back by itself, and the events of the framework on it: what is asked has an id, and is answered
// by one frame `reply` or `error` with this id.

const firstDelay = 250;       // milliseconds until the first new attempt
const longestDelay = 8000;    // no attempt waits longer than this
const patience = 10_000;      // until a handshake or an answer that does not come means that the connection is lost

/** What nobody else will come upon. */
export const token = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The server has refused what was asked: `code` for programs, `message` for people. */
export class Refusal extends Error {
  constructor({ code, message }) {
    super(message);
    this.code = code;
  }
}

/** The connection was lost before the answer came. Whether the server has heard the question, nobody knows. */
export class Lost extends Error {}

export class Connection {
  #url;
  #socket = null;
  #waiting = new Map();  // id → what to do with its answer
  #lastId = 0;
  #attempts = 0;
  #retry = null;

  /** @param on  { open(), event(name, data), lost(), ended(reason) }; after `lost` it is tried again, after `ended` not */
  constructor(url, on) {
    this.#url = url;
    this.on = on;
    addEventListener('online', () => this.retryNow());
  }

  connect() {
    if (this.#socket) return;
    clearTimeout(this.#retry);
    this.#retry = null;
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    const tooLate = setTimeout(() => this.#lose(socket), patience);
    socket.onopen = () => {
      clearTimeout(tooLate);
      this.on.open();
    };
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    socket.onclose = ({ code, reason }) => {
      clearTimeout(tooLate);
      if (code >= 4000) this.#end(socket, reason);  // a code of the application's own
      else this.#lose(socket);
    };
  }

  /** The server has let us in: the next loss begins with a short delay again. */
  settled() { this.#attempts = 0; }

  retryNow() {
    if (this.#retry !== null) this.connect();
  }

  tell(event) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ event }));
  }

  /** @returns what the server answers. @throws Refusal, Lost */
  ask(event, data) {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return Promise.reject(new Lost());
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const tooLate = setTimeout(() => this.#lose(socket), patience);
      const settle = (how) => (value) => {
        clearTimeout(tooLate);
        this.#waiting.delete(id);
        how(value);
      };
      this.#waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
      socket.send(JSON.stringify({ event, data, id }));
    });
  }

  #receive({ event, data, id }) {
    const asked = this.#waiting.get(id);
    if (event === 'reply') asked?.resolve(data);
    else if (event === 'error' && asked) asked.reject(new Refusal(data));
    else this.on.event(event, data);
  }

  #drop(socket) {
    if (socket !== this.#socket) return false;  // given up before, and only now closed
    this.#socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    for (const asked of [...this.#waiting.values()]) asked.reject(new Lost());
    return true;
  }

  #end(socket, reason) {
    if (this.#drop(socket)) this.on.ended(reason);
  }

  /** Delays double, and each is shortened by chance, so that a server that comes back is not met by all at once. */
  #lose(socket) {
    if (!this.#drop(socket)) return;
    const ceiling = Math.min(longestDelay, firstDelay * 2 ** this.#attempts++);
    this.#retry = setTimeout(() => this.connect(), ceiling * (0.5 + Math.random() / 2));
    this.on.lost();
  }
}
