// The door of the chat: a name, and a room.

import { $ } from './frame.js';

/** The room that the address names: `#garden`. */
export function roomOfAddress() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';  // no text at all: `#%`
  }
}

export class Entry {
  constructor(enter) {
    $('entry').oncancel = (escape) => escape.preventDefault();  // there is nothing behind it yet
    $('entry-form').onsubmit = (submit) => {
      submit.preventDefault();
      $('entry-error').textContent = '';
      enter($('entry-room').value, $('name').value);
    };
  }

  get isOpen() { return $('entry').open; }

  /** @param fault  what was wrong with the last attempt */
  ask(fault = '') {
    $('entry-error').textContent = fault;
    if (this.isOpen) return;
    $('name').value = localStorage.name ?? '';
    $('entry-room').value = roomOfAddress() || 'lobby';
    $('entry').showModal();
  }

  wait() { $('entry-error').textContent = 'The server cannot be reached. You come in as soon as it can.'; }

  choose(room) { $('entry-room').value = room; }

  close() { $('entry').close(); }
}
