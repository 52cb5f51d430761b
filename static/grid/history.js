// What was done to cells, one step at a time: an entry, a paste, a fill, a deletion. Undone and done again.

const LONGEST = 200;

export class History {
  constructor() {
    this.done = [];
    this.undone = [];
  }

  // Changes are [{cell, from, to}]; those that change nothing are no step.
  push(changes) {
    const real = changes.filter(({ from, to }) => from !== to);
    if (real.length === 0) return;
    this.done.push(real);
    if (this.done.length > LONGEST) this.done.shift();
    this.undone = [];
  }

  // The changes that take the last step back; null when there is none.
  undo() {
    const step = this.done.pop();
    if (!step) return null;
    this.undone.push(step);
    return step.map(({ cell, from }) => ({ cell, text: from })).reverse();
  }

  redo() {
    const step = this.undone.pop();
    if (!step) return null;
    this.done.push(step);
    return step.map(({ cell, to }) => ({ cell, text: to }));
  }
}
