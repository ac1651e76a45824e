// The page of the chat: what the server says, and what the person does. `connection.js` comes back by itself after a loss;
// then the room is joined again, which brings what was missed, and the outbox sends what was not accepted.

import { Composer } from './composer.js';
import { Connection, Lost, Refusal, token } from './connection.js';
import { Conversation, avatar, sentence } from './conversation.js';
import { Entry, roomOfAddress } from './entry.js';
import { $, banner, bannerIn, countUnread, hideBanner, openDrawer, showRoom, showState } from './frame.js';
import { PeopleList, RoomList, TypingLine } from './lists.js';
import { Outbox } from './outbox.js';

const lookEvery = 30_000;  // milliseconds

// A session is one tab, also after a reload: by its session the server knows that it is nobody else with the same name.
const session = sessionStorage.session ??= token();
let wanted = JSON.parse(sessionStorage.wanted ?? 'null');  // { name, room } that this person has chosen
let here = null;                                           // { name, room } that the server has let us into
let expected = new Set();                                  // who was here before a loss, and is not back yet

const connection = new Connection(new URL('/chat', location.href.replace(/^http/, 'ws')), {
  open() {
    lookAround();
    if (wanted) join();
    else online();
  },
  event: (name, data) => events[name]?.(data),
  lost() {
    showState('reconnecting');
    typing.clear();
    if (expected.size === 0) expected = new Set(people.names);
    bannerIn(1000, 'You are offline. What you write is sent as soon as the connection is back.', 'Try now',
      () => connection.retryNow());
  },
  ended(reason) {
    showState('ended');
    banner(`You were signed off: ${reason}.`, 'Continue here', () => connection.connect());
  },
});
const conversation = new Conversation($('messages'), $('newer'));
const people = new PeopleList($('people'), $('people-count'));
const typing = new TypingLine($('typing'));
const rooms = new RoomList($('rooms'), (room) => enter(room, here.name));
const offers = new RoomList($('entry-rooms'), (room) => entry.choose(room));
const entry = new Entry(enter);
const outbox = new Outbox(connection, {
  accepted: (message, said) => conversation.accept({ ...mine(message), ...said }),
  refused: (message, fault) => conversation.fail(mine(message), fault.message, (text) => composer.write(text)),
});
const composer = new Composer({
  send(text) {
    const message = outbox.add(here.room, text);
    conversation.add(mine(message), { mine: true, state: 'pending', fresh: true });
    outbox.send(message);
  },
  typing: () => connection.tell('typing'),
});

/** As it is shown: a message of ours has no id and no time yet. */
const mine = (message) => ({ ...message, from: here.name });

/** Also tells a connection that is lost without the browser's knowing: it gives no answer. */
function lookAround() {
  connection.ask('rooms').then((all) => [rooms, offers].forEach((list) => list.reset(all)), passLoss);
}

function passLoss(fault) { if (!(fault instanceof Lost)) throw fault; }

// ---- What the server tells ------------------------------------------------------------------------------------------

const events = {
  message(message) {
    typing.remove(message.from);
    if (conversation.add(message, { mine: message.from === here.name, state: 'accepted', fresh: true })) countUnread();
  },
  joined({ name }) {
    if (!expected.delete(name)) conversation.note(`${name} has come in`);
    people.add(name);
  },
  left({ name }) {
    typing.remove(name);
    people.remove(name);
    conversation.note(`${name} has left`);
  },
  typing: ({ name }) => typing.add(name),
  room: (room) => [rooms, offers].forEach((list) => list.update(room)),
};

// ---- Coming in ------------------------------------------------------------------------------------------------------

function enter(room, name) {
  wanted = { name: name.trim(), room: room.trim().toLowerCase() };
  openDrawer('');
  join();
}

/** Also after a loss: then the answer holds what was said meanwhile. */
async function join() {
  const again = here?.room === wanted.room && here.name === wanted.name;
  try {
    const welcome = await connection.ask('join', { ...wanted, session, after: again ? conversation.lastId : null });
    arrive(welcome, again);
  } catch (fault) {
    if (fault instanceof Refusal) return refused(fault);
    passLoss(fault);  // it is tried again when the connection is back
    entry.wait();
  }
}

function arrive({ room, name, members, messages, gap }, again) {
  here = wanted = { room, name };
  if (again) for (const member of members) expected.delete(member);
  else {
    conversation.clear();
    expected.clear();
  }
  if (gap) conversation.note('Some messages are missing here: the server keeps the latest ones only');
  for (const message of messages) {
    const isMine = message.from === name;
    if (isMine) outbox.settle(message.key);
    conversation.add(message, { mine: isMine, state: 'accepted' });
  }
  for (const message of outbox.of(room)) conversation.add(mine(message), { mine: true, state: 'pending' });
  people.reset(members, name);
  showRoom(here, avatar(name));
  rooms.choose(room);
  remember();
  online();
  entry.close();
  if (!again) composer.focus();
  outbox.flush(room);
}

function online() {
  connection.settled();
  showState('connected');
  hideBanner();
}

function remember() {
  localStorage.name = here.name;
  sessionStorage.wanted = JSON.stringify(here);
  history.replaceState(null, '', `#${encodeURIComponent(here.room)}`);
}

/** Whoever was not let into another room stays where they are; who was in none is asked again. */
function refused(fault) {
  online();
  const stays = here !== null && !entry.isOpen && wanted.room !== here.room;
  wanted = stays ? here : null;
  if (!stays) return entry.ask(sentence(fault.message));
  join().then(() => banner(sentence(fault.message), 'All right', hideBanner));
}

// ---- What the person does, beside writing ---------------------------------------------------------------------------

$('room-form').onsubmit = (submit) => {
  submit.preventDefault();
  enter($('new-room').value, here.name);
  $('new-room').value = '';
};
$('leave').onclick = () => {
  sessionStorage.clear();
  location.replace('/');
};
onhashchange = () => {
  const room = roomOfAddress();
  if (room && here && room !== here.room) enter(room, here.name);
};

document.addEventListener('visibilitychange', () => { if (!document.hidden) lookAround(); });
setInterval(lookAround, lookEvery);

if (!wanted) entry.ask();
connection.connect();
