// node_eventsource.mjs URL
import assert from 'node:assert/strict';
import { EventSource } from 'eventsource';
import { restartServer } from './restart.mjs';

const [url] = process.argv.slice(2);
const source = new EventSource(`${url}/notifications/stream`);

const heard = (type, data) => new Promise((resolve) => {
  const listener = (event) => {
    if (data !== undefined && event.data !== data) return;
    source.removeEventListener(type, listener);
    resolve(event);
  };
  source.addEventListener(type, listener);
});

const connected = heard('message', 'connected');
const tick = heard('tick');
await connected;
assert.equal((await tick).data, 'now');

const refreshed = heard('message', 'refresh');
const answer = await fetch(`${url}/notifications/refresh`, { method: 'POST' });
assert.equal(await answer.text(), 'sent');
await refreshed;

const again = heard('message', 'connected');
await restartServer();
await again;
source.close();
console.log('eventsource: all right');
process.exit(0);
