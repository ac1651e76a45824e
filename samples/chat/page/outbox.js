// What this person has said and the server has not accepted yet. Each message has a key, so that it can be sent again
// after a loss without being there twice.

import { Lost, token } from './connection.js';

export class Outbox {
  #connection;
  #messages = [];

  /** @param on  { accepted(message, said), refused(message, refusal) } */
  constructor(connection, on) {
    this.#connection = connection;
    this.on = on;
  }

  add(room, text) {
    const message = { room, text, key: token() };
    this.#messages.push(message);
    return message;
  }

  /** What is not accepted yet of one room, in its order. */
  of(room) { return this.#messages.filter((message) => message.room === room); }

  /** Another copy of it has come from the server. */
  settle(key) { this.#messages = this.#messages.filter((message) => message.key !== key); }

  flush(room) { for (const message of this.of(room)) this.send(message); }

  async send(message) {
    try {
      const said = await this.#connection.ask('say', message);
      this.settle(message.key);
      this.on.accepted(message, said);
    } catch (fault) {
      if (fault instanceof Lost) return;  // it is kept, and sent again when the room is joined again
      this.settle(message.key);
      this.on.refused(message, fault);
    }
  }
}
