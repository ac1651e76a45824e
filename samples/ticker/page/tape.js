// The latest trades, newest first. Rows are made once for each frame that is drawn, however many trades have come.

const mostRows = 60;

export const money = (cents) => (cents / 100).toFixed(2);

export class Tape {
  #list;
  #template;
  #waiting = [];

  constructor(list, template) {
    this.#list = list;
    this.#template = template;
  }

  add(trade) {
    if (this.#waiting.push(trade) === 1) requestAnimationFrame(() => this.#draw());
  }

  clear() {
    this.#waiting.length = 0;
    this.#list.replaceChildren();
  }

  #draw() {
    const rows = this.#waiting.splice(0).map((trade) => this.#row(trade)).reverse();
    this.#list.prepend(...rows);
    while (this.#list.childElementCount > mostRows) this.#list.lastElementChild.remove();
  }

  #row({ number, symbol, cents, shares, isBuy }) {
    const row = this.#template.content.firstElementChild.cloneNode(true);
    const [count, name, amount, price] = row.children;
    row.dataset.number = number;
    row.dataset.side = isBuy ? 'buy' : 'sell';
    count.textContent = number;
    name.textContent = symbol;
    amount.textContent = shares;
    price.textContent = money(cents);
    return row;
  }
}
