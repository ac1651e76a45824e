// Each topic as an event stream of its own. The browser itself comes back after a loss, with the last id it has seen,
// which is the cursor. Our own `lastEventId` is for a stream that goes on where another transport ended.

const topics = ['quotes', 'trades'];
const kinds = { message: 'event', subscribed: 'subscribed', reset: 'reset' };

export class Streams {
  #sources = [];
  #isOpen = false;

  /** As `Socket`; besides `on.waiting()`: one is lost, and the browser sees to it. */
  constructor(query, cursors, on) {
    for (const topic of topics) this.#sources.push(this.#listen(topic, query, cursors[topic], on));
  }

  close() {
    for (const source of this.#sources) source.close();  // which is heard no more, whatever is on its way
  }

  #listen(topic, query, cursor, on) {
    const url = new URL(`/${topic}`, location.href);
    url.search = new URLSearchParams([...query, ...(cursor ? [['lastEventId', cursor]] : [])]);
    const source = new EventSource(url);
    for (const [type, event] of Object.entries(kinds)) {
      source.addEventListener(type, ({ data, lastEventId }) =>
        on.event({ event, topic, data: JSON.parse(data), cursor: lastEventId }));
    }
    let mayWait = false;  // the server says for how long; a browser that was told nothing waits for seconds
    source.onopen = () => {
      mayWait = true;
      if (this.#isOpen || !this.#sources.every(({ readyState }) => readyState === EventSource.OPEN)) return;
      this.#isOpen = true;
      on.open();
    };
    source.onerror = () => {
      this.#isOpen = false;
      if (mayWait && source.readyState !== EventSource.CLOSED) on.waiting();
      else on.lost();
    };
    return source;
  }
}
