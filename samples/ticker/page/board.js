// All instruments on one canvas: the colour says how far a price is from where it began, the line where it has been.
// Prices are taken as they come; what has changed is drawn at most 25 times a second.

import { money } from './tape.js';

const drawEvery = 40;      // milliseconds
const sampleEvery = 250;   // milliseconds between two points of a line
const points = 60;
const narrowestCell = 90;  // that has place for a price
const fewestColumns = 5;
const cellHeights = [32, 60];
const roomBelow = 64;      // of the canvas, for its caption
const fullColour = 0.03;   // a change of 3 % has all of its colour

export class Board {
  #canvas;
  #pen;
  #instruments = new Map();  // symbol → { symbol, cents, openCents, move, line, changed }
  #columns = 1;
  #cell = 0;
  #height = cellHeights[0];
  #ratio = 1;
  #colours = {};
  #drawn = 0;
  #isStale = true;  // the width, the colours or the number of instruments has changed

  constructor(canvas) {
    this.#canvas = canvas;
    this.#pen = canvas.getContext('2d');
    new ResizeObserver(() => { this.#isStale = true; }).observe(canvas.parentElement);
    addEventListener('resize', () => { this.#isStale = true; });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { this.#isStale = true; });
    setInterval(() => this.#sample(), sampleEvery);
    requestAnimationFrame((now) => this.#frame(now));
  }

  quote({ symbol, cents, openCents, move }) {
    const known = this.#instruments.get(symbol);
    if (known) Object.assign(known, { cents, openCents, move, changed: true });
    else {
      this.#instruments.set(symbol, { symbol, cents, openCents, move, line: [cents], changed: true });
      this.#isStale = true;
    }
  }

  clear() {
    this.#instruments.clear();
    this.#isStale = true;
  }

  /** The instrument at a place of the canvas, if there is one. */
  at(x, y) {
    const column = Math.floor(x / this.#cell);
    const place = Math.floor(y / this.#height) * this.#columns + column;
    return column < this.#columns ? [...this.#instruments.values()][place] : undefined;
  }

  #sample() {
    for (const instrument of this.#instruments.values()) {
      instrument.line.push(instrument.cents);
      if (instrument.line.length > points) instrument.line.shift();
      instrument.changed = true;
    }
  }

  /** Everything is drawn anew, in the colours and for the width there are. */
  #fit() {
    this.#isStale = false;
    const width = this.#canvas.parentElement.clientWidth;
    const style = getComputedStyle(this.#canvas);
    for (const name of ['ink', 'soft', 'paper', 'up', 'down']) this.#colours[name] = style.getPropertyValue(`--${name}`);
    this.#columns = Math.max(fewestColumns, Math.floor(width / narrowestCell));
    this.#cell = width / this.#columns;
    this.#ratio = devicePixelRatio;
    const rows = Math.ceil(this.#instruments.size / this.#columns);
    const room = innerHeight - (this.#canvas.getBoundingClientRect().top + scrollY) - roomBelow;
    this.#height = Math.max(cellHeights[0], Math.min(cellHeights[1], Math.floor(room / rows)));
    const height = rows * this.#height;
    this.#canvas.style.height = `${height}px`;
    this.#canvas.width = Math.round(width * this.#ratio);
    this.#canvas.height = Math.round(height * this.#ratio);
    for (const instrument of this.#instruments.values()) instrument.changed = true;
  }

  #frame(now) {
    requestAnimationFrame((next) => this.#frame(next));
    if (now - this.#drawn < drawEvery) return;
    this.#drawn = now;
    if (this.#isStale) this.#fit();
    this.#pen.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    let place = 0;
    for (const instrument of this.#instruments.values()) {
      const [column, row] = [place % this.#columns, Math.floor(place / this.#columns)];
      if (instrument.changed) this.#draw(instrument, column * this.#cell, row * this.#height);
      instrument.changed = false;
      ++place;
    }
  }

  #draw({ symbol, cents, openCents, line }, x, y) {
    const pen = this.#pen;
    const change = cents / openCents - 1;
    const [left, top, width, height] = [x + 1, y + 1, this.#cell - 2, this.#height - 2];
    pen.globalAlpha = 1;
    pen.fillStyle = this.#colours.paper;
    pen.fillRect(left, top, width, height);
    pen.fillStyle = change < 0 ? this.#colours.down : this.#colours.up;
    pen.globalAlpha = 0.06 + 0.7 * Math.min(1, Math.abs(change) / fullColour);
    pen.fillRect(left, top, width, height);
    pen.globalAlpha = 1;
    pen.fillStyle = this.#colours.ink;
    pen.font = '600 11px system-ui, sans-serif';
    pen.textAlign = 'left';
    pen.fillText(symbol, left + 5, top + 14);
    pen.textAlign = 'right';
    pen.font = '11px system-ui, sans-serif';
    if (this.#cell >= narrowestCell) pen.fillText(money(cents), left + width - 5, top + 14);
    this.#drawLine(line, left + 5, top + 19, width - 10, height - 22);
  }

  #drawLine(line, x, y, width, height) {
    const least = Math.min(...line);
    const span = Math.max(1, Math.max(...line) - least);
    const pen = this.#pen;
    pen.beginPath();
    line.forEach((cents, i) => pen.lineTo(x + (i * width) / (points - 1), y + height - ((cents - least) * height) / span));
    pen.strokeStyle = this.#colours.ink;
    pen.globalAlpha = 0.75;
    pen.lineWidth = 1.25;
    pen.lineJoin = 'round';
    pen.stroke();
  }
}
