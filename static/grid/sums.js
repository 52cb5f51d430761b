// Totals and remainders beside entry cells, exact in whole kilograms. A change costs what it changes, not the table.

import { readFigure, showTonnes } from "./figures.js";

export class Sums {
  constructor(root) {
    this.root = root;
    this.totals = new Map();
    // What each cell counted for when it was last read.
    this.counted = new WeakMap();
    this.shown = new Map();
    // Fields that are the limit of a key's remainder.
    this.limits = new Map();
    this.dirty = new Set();
    this.waiting = false;
    for (const place of root.querySelectorAll("[data-total]")) this.register(place.dataset.total, { place });
    for (const place of root.querySelectorAll("[data-remaining]")) {
      const from = document.getElementById(place.dataset.limitFrom ?? "");
      this.register(place.dataset.remaining, { place, limit: () => readFigure(from ? from.value : place.dataset.limit).kg ?? 0n });
      if (from) this.limits.set(from, place.dataset.remaining);
    }
    for (const input of root.querySelectorAll("[data-sum]")) this.update(input);
  }

  register(key, shown) {
    if (!this.shown.has(key)) this.shown.set(key, []);
    this.shown.get(key).push(shown);
    this.dirty.add(key);
  }

  // Reads a cell anew; what is no figure counts for nothing and is marked.
  update(input) {
    const { kg, refused } = readFigure(input.value);
    if (input.inputMode === "decimal") input.toggleAttribute("data-bad", Boolean(refused));
    if (this.limits.has(input)) this.refresh(this.limits.get(input));
    const keys = input.dataset.sum;
    if (!keys) return;
    const before = this.counted.get(input);
    const now = kg ?? 0n;
    if (now === before) return;
    this.counted.set(input, now);
    for (const key of keys.split(" ")) {
      this.totals.set(key, (this.totals.get(key) ?? 0n) + now - (before ?? 0n));
      this.dirty.add(key);
    }
    this.showSoon();
  }

  refresh(key) {
    this.dirty.add(key);
    this.showSoon();
  }

  // Once a frame, however many cells a paste fills.
  showSoon() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.show();
    });
  }

  show() {
    for (const key of this.dirty) {
      const total = this.totals.get(key) ?? 0n;
      for (const { place, limit } of this.shown.get(key) ?? []) {
        const value = limit ? limit() - total : total;
        const text = showTonnes(value);
        // A table is laid out anew only where a text is another one.
        if (place.textContent !== text) place.textContent = text;
        if (limit) place.classList.toggle("over", value < 0n);
      }
    }
    this.dirty.clear();
  }
}
