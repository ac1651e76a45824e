// Both topics on one WebSocket: the cursors are in the address, and in each frame.

export class Socket {
  #socket;

  /**
   * @param query    URLSearchParams: `page` and `every`
   * @param cursors  { quotes, trades }, '' where there is none
   * @param on       { open(), event({ event, topic, data, cursor }), lost() }; after `lost` it is no good any more
   */
  constructor(query, cursors, on) {
    const url = new URL('/live', location.href.replace(/^http/, 'ws'));
    url.search = new URLSearchParams([...query, ...Object.entries(cursors)]);
    this.#socket = new WebSocket(url);
    this.#socket.onopen = () => on.open();
    this.#socket.onmessage = ({ data }) => on.event(JSON.parse(data));
    this.#socket.onclose = () => on.lost();
  }

  /** What is on its way is not heard any more. */
  close() {
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
  }
}
