// The note that is open: what was typed into it is never overwritten, neither here nor on the server.

import { addNote, changeNote, readNote, removeNote } from './api.js';

const typingLasts = 3000;  // milliseconds
const $ = (id) => document.getElementById(id);

export class Editor {
  #note = null;  // as the server has it; without an id it is new
  #typing = null;

  /** @param on  { typing(id), shown(id), failed(fault) } */
  constructor(on) {
    this.on = on;
    $('editor').onsubmit = (event) => { event.preventDefault(); this.#do(() => this.#save()); };
    $('editor').oninput = () => { if (this.#note.id) this.on.typing(this.#note.id); };
    $('remove').onclick = () => this.#do(() => this.#remove());
    $('reload').onclick = () => this.#open(this.#note.id);
  }

  get id() { return this.#note?.id; }

  create() {
    if (!this.#mayLeave()) return;
    this.#show({ title: '', text: '' });
    $('title').focus();
  }

  choose(id) { if (this.#mayLeave()) this.#open(id); }

  #open(id) { return this.#do(async () => this.#show(await readNote(id))); }

  close() {
    this.#note = null;
    $('editor').hidden = true;
    this.on.shown(undefined);
  }

  /** The server has told of a change. */
  changed({ id, version }) {
    if (this.#note?.id !== id || version <= this.#note.version) return;
    if (this.#isTouched()) this.#conflict('This note was changed in another window.');
    else this.#open(id);
  }

  removed(id) {
    if (this.#note?.id !== id) return;
    if (!this.#isTouched()) return this.close();
    this.#note = { title: '', text: '' };  // what is typed here can still be saved, as another note
    this.#fault('This note was deleted in another window. Save it to keep it.');
  }

  showTyping(id) {
    if (this.#note?.id !== id) return;
    $('typing').textContent = 'You are typing in another window';
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => { $('typing').textContent = ''; }, typingLasts);
  }

  #mayLeave() { return !this.#note || !this.#isTouched() || confirm('Leave this note without saving it?'); }

  #isTouched() { return $('title').value !== this.#note.title || $('text').value !== this.#note.text; }

  async #save() {
    const draft = { title: $('title').value, text: $('text').value };
    const { id, version } = this.#note;
    $('save').disabled = true;
    try {
      const saved = id ? await changeNote(id, version, draft) : await addNote(draft);
      this.#note = saved;
      this.#fault('');
      this.on.shown(saved.id);
    } finally {
      $('save').disabled = false;
    }
  }

  async #remove() {
    if (this.#note.id) await removeNote(this.#note.id, this.#note.version);
    this.close();
  }

  async #do(work) {
    try {
      await work();
    } catch (fault) {
      if (fault.status === 412) this.#conflict('This note was changed in another window, and yours was not saved.');
      else if (fault.status === 401) this.on.failed(fault);
      else this.#fault(fault.message);
    }
  }

  #show(note) {
    this.#note = note;
    $('title').value = note.title;
    $('text').value = note.text;
    $('typing').textContent = '';
    this.#fault('');
    $('editor').hidden = false;
    this.on.shown(note.id);
  }

  #conflict(text) {
    this.#fault(text);
    $('reload').hidden = false;
  }

  #fault(text) {
    $('fault').textContent = text;
    $('reload').hidden = true;
  }
}
