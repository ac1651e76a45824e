// The page of the demo: one WebSocket, one EventSource, both of which come back by themselves.

const $ = (id) => document.getElementById(id);

const firstDelay = 250;     // milliseconds until the first new attempt
const longestDelay = 8000;  // no attempt waits longer than this
const keptMessages = 200;
const keptTicks = 50;

/** Delays that double from `firstDelay` to `longestDelay`, each shortened by chance so that clients do not return at once. */
class Backoff {
  attempts = 0;

  reset() { this.attempts = 0; }

  next() {
    const ceiling = Math.min(longestDelay, firstDelay * 2 ** this.attempts++);
    return ceiling * (0.5 + Math.random() / 2);
  }
}

function show(badge, state) {
  badge.dataset.state = state;
  badge.textContent = state;
}

function append(list, item, kept) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(item);
  while (list.children.length > kept) list.firstElementChild.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
}

// ---- Chat: a WebSocket does not reconnect by itself, so this does it -------------------------------------------------

const chat = {
  backoff: new Backoff(),
  socket: null,

  connect() {
    const url = new URL('/chat', location.href);
    url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    this.socket = new WebSocket(url);
    this.socket.onopen = () => {
      this.backoff.reset();
      show($('chat-status'), 'connected');
      $('send').disabled = false;
    };
    this.socket.onmessage = ({ data }) => this.receive(JSON.parse(data));
    this.socket.onclose = () => {
      $('send').disabled = true;
      $('people').textContent = '';
      show($('chat-status'), 'reconnecting');
      setTimeout(() => this.connect(), this.backoff.next());
    };
  },

  receive(message) {
    if (message.event === 'welcome') {
      this.note(`joined as ${message.id.slice(0, 6)}`);
    } else if (message.event === 'count') {
      $('people').textContent = message.clients === 1 ? 'only you' : `${message.clients} people`;
    } else {
      this.print(message.from, message.text);
    }
  },

  note(text) {
    const item = document.createElement('li');
    item.className = 'note';
    item.textContent = text;
    append($('messages'), item, keptMessages);
  },

  print(from, text) {
    const item = document.createElement('li');
    if (from === $('name').value) item.className = 'mine';
    const author = document.createElement('span');
    author.className = 'from';
    author.textContent = from;
    item.append(author, text);
    append($('messages'), item, keptMessages);
  },

  send(text) {
    this.socket.send(JSON.stringify({ from: $('name').value, text }));
  },
};

$('name').value = localStorage.getItem('name') ?? `guest ${Math.floor(100 + Math.random() * 900)}`;
$('name').onchange = () => localStorage.setItem('name', $('name').value);
$('chat-form').onsubmit = (submit) => {
  submit.preventDefault();
  const text = $('text').value.trim();
  if (!text || chat.socket.readyState !== WebSocket.OPEN) return;
  chat.send(text);
  $('text').value = '';
};

// ---- Events: an EventSource reconnects by itself, unless it met an answer that is no event stream --------------------

const events = {
  backoff: new Backoff(),

  connect() {
    const source = new EventSource('/events/stream');
    source.onopen = () => {
      this.backoff.reset();
      show($('events-status'), 'connected');
    };
    source.onerror = () => {
      show($('events-status'), 'reconnecting');
      // CLOSED is final: a proxy said 502 while the server was away, say. Start anew.
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.connect(), this.backoff.next());
    };
    source.addEventListener('tick', ({ data }) => this.tick(JSON.parse(data)));
  },

  tick({ n, time, clients }) {
    const at = new Date(time);
    const shown = Number.isNaN(at.getTime()) ? String(time) : at.toLocaleTimeString([], { hour12: false });
    $('tick-number').textContent = n;
    $('tick-time').textContent = shown;
    $('tick-clients').textContent = clients;
    $('beat').classList.remove('now');
    void $('beat').offsetWidth;  // a reflow between the two, or the animation does not start again
    $('beat').classList.add('now');

    const item = document.createElement('li');
    item.textContent = `${shown}  tick ${n}`;
    append($('ticks'), item, keptTicks);
  },
};

chat.connect();
events.connect();
