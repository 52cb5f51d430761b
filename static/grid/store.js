// What is typed and not saved yet, kept in this browser for this person and this page: a killed browser loses nothing.
//
// One entry per cell, so that two tabs of the same page do not write over each other: {was, value, at}.
// Entries older than a fortnight are forgotten.

const PREFIX = "cells";
const FORTNIGHT = 14 * 24 * 3600 * 1000;

export class Store {
  constructor(person, path) {
    this.prefix = `${PREFIX}|${person}|${path}|`;
    this.works = true;
    this.forgetOld();
  }

  // Storage may be full or switched off: typing goes on, and the page says that it is not kept.
  try(action) {
    try {
      return action(localStorage);
    } catch {
      this.works = false;
      return null;
    }
  }

  keep(name, entry) {
    this.try((storage) => storage.setItem(this.prefix + name, JSON.stringify({ ...entry, at: Date.now() })));
  }

  forget(name) {
    this.try((storage) => storage.removeItem(this.prefix + name));
  }

  // All that is kept for this person and page, by cell.
  entries() {
    return (
      this.try((storage) => {
        const found = new Map();
        for (const key of Object.keys(storage)) {
          if (key.startsWith(this.prefix)) found.set(key.slice(this.prefix.length), JSON.parse(storage.getItem(key)));
        }
        return found;
      }) ?? new Map()
    );
  }

  forgetOld() {
    this.try((storage) => {
      for (const key of Object.keys(storage)) {
        if (key.startsWith(`${PREFIX}|`) && !(JSON.parse(storage.getItem(key)).at > Date.now() - FORTNIGHT))
          storage.removeItem(key);
      }
    });
  }
}
