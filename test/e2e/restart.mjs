import { createInterface } from 'node:readline';
import { once } from 'node:events';

const input = createInterface({ input: process.stdin });

/** Asks the harness to stop the server and start it again on the same port; returns when it listens. */
export async function restartServer() {
  const answer = once(input, 'line');
  console.log('restart');
  const [line] = await answer;
  if (line !== 'restarted') throw new Error(`the harness said '${line}'`);
}
