// The page of the ticker: what comes over the link goes to the ledger, and what is new to the board and the tape.

import { Board } from './board.js';
import { Ledger } from './ledger.js';
import { Link } from './link.js';
import { Pacer } from './pace.js';
import { Tape, money } from './tape.js';

const countEvery = 250;   // milliseconds
const rateOver = 2000;    // milliseconds that a rate is the mean of
const mostNotes = 30;

const $ = (id) => document.getElementById(id);
const names = { socket: 'WebSocket', streams: 'Server-Sent Events' };

const ledger = new Ledger();
const board = new Board($('board'));
const tape = new Tape($('tape'), $('row'));
let cuts = 0;
let lostAt = null;  // when the connection was lost that is not back yet

const link = new Link({
  state(name) {
    $('status').dataset.state = name;
    $('status').textContent = name;
    if (name === 'reconnecting') lostAt ??= performance.now();
    if (name !== 'connected' || lostAt === null) return;
    note(`back after ${Math.round(performance.now() - lostAt)} ms`);
    lostAt = null;
  },
  subscribed(topic, { recovered }) {
    if (recovered) ++ledger.recovered;
    note(recovered ? `${topic}: recovered` : `${topic}: begins`, recovered ? 'good' : '');
  },
  reset(topic, { reason }) {
    ledger.reset(topic, reason);
    note(`${topic}: reset, ${reason}`, 'bad');
    if (reason === 'epoch') ({ quotes: board, trades: tape })[topic].clear();
  },
  quotes(quote) { if (ledger.quote(quote)) board.quote(quote); },
  trades(trade) { if (ledger.trade(trade)) tape.add(trade); },
});

const pacer = new Pacer((every) => {
  note(every > link.every ? `this page is busy: quotes every ${every} ms` : `this page has time: quotes every ${every} ms`);
  takeQuotes(every);
});

// ---- What the person does -------------------------------------------------------------------------------------------

$('transports').onchange = ({ target }) => {
  link.transport = target.value;
  note(`over ${names[link.transport]} from now on`);
  link.connect();
};
$('every').onchange = ({ target }) => {
  note(`quotes: ${target.selectedOptions[0].textContent}`);
  pacer.stop();
  if (target.value === 'auto') pacer.start();
  takeQuotes(target.value === 'auto' ? pacer.every : Number(target.value));
};
$('cut-here').onclick = () => {
  cutBy('this page');
  link.cutHere();
};
$('cut-there').onclick = async () => {
  cutBy('the server');
  await link.cutThere().catch(() => note('the server cannot be reached', 'bad'));
};
$('board').onpointermove = ({ offsetX, offsetY }) => {
  const instrument = board.at(offsetX, offsetY);
  if (!instrument) return;
  const { symbol, cents, openCents, move } = instrument;
  const change = ((cents / openCents - 1) * 100).toFixed(2);
  $('caption').textContent = `${symbol} ${money(cents)}, ${change} % since the market began, move ${move.toLocaleString('en')}`;
};

function takeQuotes(every) {
  link.every = every;
  $('every').dataset.pace = every;
  link.connect();
}

function cutBy(whom) {
  ++cuts;
  note(`cut by ${whom}`, 'wait');
}

function note(text, kind = '') {
  const item = document.createElement('li');
  const time = document.createElement('time');
  time.textContent = new Date().toLocaleTimeString('en-GB');
  item.dataset.kind = kind;
  item.append(time, text);
  $('notes').prepend(item);
  if ($('notes').childElementCount > mostNotes) $('notes').lastElementChild.remove();
}

// ---- Counters -------------------------------------------------------------------------------------------------------

const samples = [];

function count() {
  const now = { time: performance.now(), moves: ledger.moves, quotes: ledger.quotes };
  samples.push(now);
  while (samples[1] && now.time - samples[0].time > rateOver) samples.shift();
  const [first] = samples;
  const rate = (what) => Math.round(((now[what] - first[what]) * 1000) / Math.max(1, now.time - first.time));
  const values = {
    moves: rate('moves'), quotes: rate('quotes'), trades: ledger.trades, cuts,
    lost: ledger.lost, doubled: ledger.doubled, recovered: ledger.recovered, resets: ledger.resets,
  };
  for (const [id, value] of Object.entries(values)) {
    $(id).dataset.value = value;
    $(id).textContent = value.toLocaleString('en');
  }
}

setInterval(count, countEvery);
pacer.start();
takeQuotes(pacer.every);
