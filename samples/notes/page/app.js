// The page: a door, and behind it the list of notes and the one that is open. Texts are only ever set as text.

import * as api from './api.js';
import { Editor } from './editor.js';
import { Live } from './live.js';

const $ = (id) => document.getElementById(id);
const notes = new Map();  // id → heading
let me = null;            // the name of whom the desk was last shown to

const live = new Live({
  ready: () => guarded(refresh),  // whatever was missed before
  lost: () => status('reconnecting'),
  refused: () => guarded(api.me),
  added: (heading) => { keep(heading); showList(); },
  changed: (heading) => { keep(heading); showList(); editor.changed(heading); },
  removed: ({ note }) => { notes.delete(note); showList(); editor.removed(note); },
  typing: ({ note }) => editor.showTyping(note),
});
const editor = new Editor({
  typing: (id) => live.typing(id),
  shown: () => showList(),
  failed: () => showDoor('Your session has ended: sign in again.'),
});

function status(state) {
  $('status').dataset.state = state;
  $('status').textContent = state;
}

function keep(heading) {
  const known = notes.get(heading.id);
  if (!known || known.version <= heading.version) notes.set(heading.id, heading);
}

async function refresh() {
  const listed = await api.listNotes();
  notes.clear();
  for (const heading of listed) notes.set(heading.id, heading);
  status('connected');
  showList();
  if (editor.id && !notes.has(editor.id)) editor.removed(editor.id);
  else if (editor.id) editor.changed(notes.get(editor.id));
}

function showList() {
  const newestFirst = [...notes.values()].sort((a, b) => b.changed - a.changed || b.id - a.id);
  $('list').replaceChildren(...newestFirst.map(({ id, title }) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = title;
    button.dataset.id = id;
    if (id === editor.id) button.ariaCurrent = 'true';
    button.onclick = () => editor.choose(id);
    const item = document.createElement('li');
    item.append(button);
    return item;
  }));
  $('none').hidden = notes.size > 0;
}

function showDoor(fault = '') {
  live.stop();
  $('door-fault').textContent = fault;
  document.body.dataset.view = 'door';
  $('name').focus();
}

/** Whose session has ended goes on where they were; anybody else finds an empty desk. */
function showDesk({ name }) {
  if (name !== me) clearDesk();
  me = name;
  $('me').textContent = name;
  $('password').value = '';
  document.body.dataset.view = 'desk';
  status('connecting');
  live.start();
}

function clearDesk() {
  me = null;
  notes.clear();
  editor.close();
}

/** Without a session there is the door; without a server what there is stays. */
async function guarded(work) {
  try {
    await work();
  } catch (fault) {
    if (fault.status === 401) showDoor();
    else status('reconnecting');
  }
}

$('door').onsubmit = async (event) => {
  event.preventDefault();
  const enter = event.submitter?.value === 'register' ? api.register : api.login;
  try {
    showDesk(await enter($('name').value.trim(), $('password').value));
  } catch (fault) {
    $('door-fault').textContent = fault.message;
  }
};
$('logout').onclick = () => guarded(async () => {
  await api.logout();
  clearDesk();
  showDoor();
});
$('new').onclick = () => editor.create();

api.me().then(showDesk, (fault) => showDoor(fault.status === 401 ? '' : fault.message));
