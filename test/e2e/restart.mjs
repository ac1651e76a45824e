import { createInterface } from 'node:readline';
import { once } from 'node:events';

const input = createInterface({ input: process.stdin });

/** Asks the harness for one of the commands that the script was started with; returns when it is done. */
export async function command(name) {
  const answer = once(input, 'line');
  console.log(name);
  const [line] = await answer;
  if (line !== 'done') throw new Error(`the harness said '${line}'`);
}

/** Asks the harness to stop the server and start it again on the same port; returns when it listens. */
export const restartServer = () => command('restart');
