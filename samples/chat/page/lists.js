// The lists beside the conversation: rooms, people, and who is typing.

import { avatar, element } from './conversation.js';

const offered = ['lobby', 'garden', 'workshop'];  // rooms that are shown when nobody is in them, too
const typingLasts = 3000;                         // milliseconds after the last sign of it

export class RoomList {
  #counts = new Map();
  #current = null;

  /** @param enter  called with the room that the person chooses */
  constructor(list, enter) {
    this.list = list;
    this.enter = enter;
    this.reset([]);
  }

  /** The room this person is in. */
  choose(name) {
    this.#current = name;
    this.#show();
  }

  reset(rooms) {
    this.#counts = new Map(offered.map((name) => [name, 0]));
    for (const { name, members } of rooms) this.#counts.set(name, members);
    this.#show();
  }

  update({ name, members }) {
    if (members > 0 || offered.includes(name)) this.#counts.set(name, members);
    else this.#counts.delete(name);
    this.#show();
  }

  #show() {
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.room : null;
    const names = [...this.#counts.keys()].sort((a, b) => a.localeCompare(b));
    this.list.replaceChildren(...names.map((name) => this.#item(name)));
    if (focused) [...this.list.querySelectorAll('button')].find((button) => button.dataset.room === focused)?.focus();
  }

  #item(name) {
    const count = this.#counts.get(name);
    const button = element('button');
    button.type = 'button';
    button.dataset.room = name;
    if (name === this.#current) button.ariaCurrent = 'true';
    button.append(element('bdi', 'name', name));
    if (count > 0) {
      const people = element('span', 'count', count);
      people.append(element('span', 'sr', count === 1 ? ' person' : ' people'));
      button.append(people);
    }
    button.onclick = () => this.enter(name);
    const item = element('li');
    item.append(button);
    return item;
  }
}

export class PeopleList {
  #names = [];
  #me = '';

  constructor(list, counter) {
    this.list = list;
    this.counter = counter;
  }

  get names() { return this.#names; }

  reset(names, me) {
    this.#names = names;
    this.#me = me;
    this.#show();
  }

  add(name) { this.reset([...this.#names.filter((other) => other !== name), name], this.#me); }

  remove(name) { this.reset(this.#names.filter((other) => other !== name), this.#me); }

  #show() {
    const others = this.#names.filter((name) => name !== this.#me).sort((a, b) => a.localeCompare(b));
    this.list.replaceChildren(...(this.#names.length ? [this.#me, ...others] : []).map((name) => {
      const item = element('li');
      item.dataset.name = name;
      item.append(avatar(name), element('bdi', 'name', name));
      if (name === this.#me) item.append(element('span', 'you', 'you'));
      return item;
    }));
    const count = this.#names.length;
    this.counter.textContent = count === 0 ? '' : count === 1 ? 'only you' : `${count} people`;
  }
}

export class TypingLine {
  #timers = new Map();

  constructor(line) { this.line = line; }

  add(name) {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(name, setTimeout(() => this.remove(name), typingLasts));
    this.#show();
  }

  remove(name) {
    clearTimeout(this.#timers.get(name));
    if (this.#timers.delete(name)) this.#show();
  }

  clear() { for (const name of [...this.#timers.keys()]) this.remove(name); }

  #show() {
    const names = [...this.#timers.keys()];
    const who = names.length > 2 ? 'several people are' : names.length === 2 ? `${names.join(' and ')} are` : `${names[0]} is`;
    this.line.textContent = names.length === 0 ? '' : `${who} typing`;
  }
}
