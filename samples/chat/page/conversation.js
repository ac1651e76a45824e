// The messages of a room, in the order of their ids; what has none yet is at the end. Whatever somebody has typed becomes
// a text node: it cannot be markup.

const keptMessages = 500;
const together = 5 * 60_000;  // milliseconds within which messages of one person stand in one group

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** What the server says, as a sentence of the page. */
export const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** A colour for a name: the same one on every page. */
export function avatar(name) {
  let hash = 0x811c9dc5;  // FNV-1a
  for (const character of name.toLowerCase()) hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193);
  const made = element('span', 'avatar', [...name][0].toUpperCase());
  made.style.setProperty('--hue', String((hash >>> 8) % 360));
  made.ariaHidden = 'true';
  return made;
}

const onlyEmoji = /^(\p{Extended_Pictographic}(\uFE0F|\u200D\p{Extended_Pictographic}|\p{Emoji_Modifier})*\s?){1,3}$/u;
const states = { pending: 'sending', accepted: 'delivered', failed: 'not delivered' };

export class Conversation {
  #list;
  #newer;
  #follows = true;     // whether its end is seen
  #items = new Map();  // "name key" → its item

  constructor(list, newer) {
    this.#list = list;
    this.#newer = newer;
    newer.onclick = () => this.toEnd();
    list.onscroll = () => {
      this.#follows = this.#atEnd();
      if (this.#follows) newer.hidden = true;
    };
    // A banner or the keyboard of a phone takes of its height.
    new ResizeObserver(() => { if (this.#follows) this.toEnd(); }).observe(list);
  }

  clear() {
    this.#items.clear();
    this.#list.replaceChildren();
    this.#newer.hidden = true;
  }

  /** The last id that has come from the server; undefined when none has. */
  get lastId() {
    const last = [...this.#list.children].findLast((item) => Number.isFinite(item.order) && item.message);
    return last?.order;
  }

  /** Whether it is new here: a message may come a second time after a loss. */
  add(message, { mine, state, fresh }) {
    const name = `${message.from} ${message.key}`;
    const known = this.#items.get(name);
    if (known) {
      if (message.id) this.#settle(known, message);
      return false;
    }
    const item = this.#make(message, mine, state);
    if (fresh) item.classList.add('fresh');
    this.#items.set(name, item);
    this.#keepEnd(() => this.#place(item, message.id ?? Infinity), mine);
    while (this.#list.children.length > keptMessages) this.#remove(this.#list.firstElementChild);
    return true;
  }

  /** The server has given a message its id and time. */
  accept(message) {
    const item = this.#items.get(`${message.from} ${message.key}`);
    if (item) this.#settle(item, message);
  }

  fail(message, why, retract) {
    const item = this.#items.get(`${message.from} ${message.key}`);
    if (!item) return;
    this.#show(item, 'failed');
    const button = element('button', 'retract', 'Edit');
    button.type = 'button';
    button.onclick = () => {
      this.#remove(item);
      retract(message.text);
    };
    this.#keepEnd(() => item.querySelector('.body').append(element('p', 'why', sentence(why)), button), true);
  }

  /** A line between the messages that nobody has said. */
  note(text) {
    this.#keepEnd(() => this.#place(element('li', 'note', text), this.lastId ?? 0));
  }

  toEnd() {
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#newer.hidden = true;
  }

  #make(message, mine, state) {
    const item = element('li', mine ? 'message mine' : 'message');
    item.message = message;
    item.dataset.key = message.key;
    const body = element('div', 'body');
    const head = element('p', 'head');
    head.append(element('bdi', 'from', message.from), element('time'));
    const text = element('p', onlyEmoji.test(message.text) ? 'text jumbo' : 'text');
    text.append(element('bdi', '', message.text));
    if (mine) text.append(element('span', 'tick'));
    body.append(head, text);
    item.append(avatar(message.from), body);
    this.#time(item, message.time ?? Date.now());
    if (mine) this.#show(item, state);
    return item;
  }

  #time(item, milliseconds) {
    const time = item.querySelector('time');
    const date = new Date(milliseconds);
    item.time = milliseconds;
    time.dateTime = date.toISOString();
    time.title = date.toLocaleString();
    time.textContent = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  }

  #show(item, state) {
    item.dataset.state = state;
    const tick = item.querySelector('.tick');
    tick.title = states[state];
    tick.replaceChildren(element('span', 'sr', states[state]));
  }

  #settle(item, message) {
    if (item.order === message.id) return;
    this.#time(item, message.time);
    if (item.classList.contains('mine')) this.#show(item, 'accepted');
    this.#keepEnd(() => this.#place(item, message.id));
  }

  #place(item, order) {
    const next = item.nextElementSibling;
    item.order = order;
    let before = this.#list.lastElementChild;
    while (before && (before === item || before.order > order)) before = before.previousElementSibling;
    const stays = item.isConnected && before === item.previousElementSibling;  // moved, it would appear anew
    if (!stays && before) before.after(item);
    else if (!stays) this.#list.prepend(item);
    for (const other of [item, item.nextElementSibling, next]) this.#group(other);
  }

  #group(item) {
    if (!item?.message) return;
    const before = item.previousElementSibling;
    const follows = before?.message?.from === item.message.from && item.time - before.time < together;
    item.classList.toggle('follows', follows);
  }

  #remove(item) {
    if (item.message) this.#items.delete(`${item.message.from} ${item.message.key}`);
    const next = item.nextElementSibling;
    item.remove();
    this.#group(next);
  }

  #atEnd() { return this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 60; }

  /** Who reads older messages is not torn away from them. */
  #keepEnd(change, always = false) {
    const follow = always || this.#atEnd();
    change();
    if (follow) this.toEnd();
    else this.#newer.hidden = false;
  }
}
