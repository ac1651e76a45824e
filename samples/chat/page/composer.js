// Where a message is written: Enter sends, Shift+Enter begins a new line.

import { $ } from './frame.js';

const typingEvery = 2000;  // milliseconds between two signs that this person types
const tellLeft = 100;      // characters left from which on they are counted

export class Composer {
  #lastTyped = 0;

  /** @param on  { send(text), typing() } */
  constructor(on) {
    this.on = on;
    $('text').oninput = () => this.#changed();
    $('text').onkeydown = (key) => {
      if (key.key !== 'Enter' || key.shiftKey || key.isComposing) return;
      key.preventDefault();
      $('say-form').requestSubmit();
    };
    $('say-form').onsubmit = (submit) => {
      submit.preventDefault();
      this.#send();
    };
  }

  /** Begins with a text, that of a message which was refused for instance. */
  write(text) {
    $('text').value = text;
    this.#changed();
    this.focus();
  }

  focus() { $('text').focus(); }

  #send() {
    const text = $('text').value.trim();
    if (!text) return;
    this.write('');
    this.#lastTyped = 0;
    this.on.send(text);
  }

  #changed() {
    const { style, value, maxLength } = $('text');
    style.height = 'auto';  // or it would never shrink
    style.height = `${$('text').scrollHeight + 2}px`;
    const left = maxLength - value.length;
    $('left').textContent = left <= tellLeft ? `${left} characters left` : '';
    if (!value.trim() || Date.now() - this.#lastTyped < typingEvery) return;
    this.#lastTyped = Date.now();
    this.on.typing();
  }
}
