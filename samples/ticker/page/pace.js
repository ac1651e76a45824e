// How often quotes are wanted by a browser that has other work, too. What it cannot take shows in a timer that comes
// late: for as long as the page is busy, nothing else runs in it.

const paces = [0, 20, 50, 100, 250, 500, 1000];  // milliseconds between two deliveries
const timerEvery = 50;     // milliseconds
const judgeEvery = 1000;   // milliseconds
const tooBusy = 0.4;       // of the time
const calm = 0.1;
const calmAtFirst = 3;     // judgements in a row before it is tried again with more
const calmAtMost = 60;

/** Decides alone: it is told how late the timer was, and when. */
export class Pace {
  #at = paces.indexOf(50);
  #late = 0;
  #since;
  #calmFor = 0;
  #calmWanted = calmAtFirst;
  #hasTried = false;  // it was made quicker, and nothing has come of it yet

  constructor(now) { this.#since = now; }

  get every() { return paces[this.#at]; }

  /** @returns whether the pace has changed */
  timer(late, now) {
    this.#late += Math.max(0, late);
    if (now - this.#since < judgeEvery) return false;
    const busy = this.#late / (now - this.#since);
    this.#late = 0;
    this.#since = now;
    return this.#judge(busy);
  }

  #judge(busy) {
    this.#calmFor = busy < calm ? this.#calmFor + 1 : 0;
    if (busy > tooBusy) {
      // What was too much once is not tried again as soon.
      if (this.#hasTried) this.#calmWanted = Math.min(calmAtMost, this.#calmWanted * 2);
      return this.#move(1, false);
    }
    if (this.#calmFor < this.#calmWanted) return false;
    this.#calmFor = 0;
    return this.#move(-1, true);
  }

  #move(step, isTry) {
    const next = this.#at + step;
    if (next < 0 || next >= paces.length) return false;
    this.#at = next;
    this.#hasTried = isTry;
    return true;
  }
}

/** Keeps the timer. */
export class Pacer {
  #pace = null;
  #timer = null;
  #due = 0;

  /** @param onChange  called with the milliseconds between two deliveries from now on */
  constructor(onChange) { this.onChange = onChange; }

  get every() { return this.#pace.every; }

  start() {
    this.stop();
    const now = performance.now();
    this.#pace = new Pace(now);
    this.#due = now + timerEvery;
    this.#wait();
  }

  stop() { clearTimeout(this.#timer); }

  #wait() {
    this.#timer = setTimeout(() => {
      const now = performance.now();
      const late = now - this.#due;
      this.#due = now + timerEvery;
      this.#wait();
      if (this.#pace.timer(late, now)) this.onChange(this.#pace.every);
    }, timerEvery);
  }
}
