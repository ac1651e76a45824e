// What has come, and whether anything is missing or has come twice. Trades are numbered without gaps; the moves of an
// instrument are numbered too, but a page that takes them more slowly is given the latest alone.

export class Ledger {
  trades = 0;
  lost = 0;
  doubled = 0;
  quotes = 0;      // that were received
  moves = 0;       // that happened: those that were passed over too
  resets = 0;
  recovered = 0;
  #lastTrade = null;
  #lastMoves = new Map();

  /** @returns whether it is a new one */
  trade({ number }) {
    const last = this.#lastTrade ?? number - 1;
    if (number <= last) {
      ++this.doubled;
      return false;
    }
    this.lost += number - last - 1;
    this.#lastTrade = number;
    ++this.trades;
    return true;
  }

  /** @returns whether it is a new one */
  quote({ symbol, move }) {
    const last = this.#lastMoves.get(symbol) ?? move - 1;
    if (move <= last) {
      ++this.doubled;
      return false;
    }
    this.#lastMoves.set(symbol, move);
    this.moves += move - last;
    ++this.quotes;
    return true;
  }

  /** The server cannot go on where we were. Of a market that has ended, nothing goes on in the next. */
  reset(topic, reason) {
    ++this.resets;
    if (reason !== 'epoch') return;
    if (topic === 'trades') this.#lastTrade = null;
    if (topic === 'quotes') this.#lastMoves.clear();
  }
}
