// A form with its tables: whatever changes a cell goes through here, so that it is counted, kept, sent and can be undone.

import { attachClipboard } from "./clipboard.js";
import { attachFaults } from "./faults.js";
import { fieldOf, isFilledIn, setText, textOf } from "./fields.js";
import { History } from "./history.js";
import { attachKeys } from "./keys.js";
import { attachMouse } from "./mouse.js";
import { attachPanel } from "./panel.js";
import { Saver } from "./saving.js";
import { Selection } from "./selection.js";
import { Sheet } from "./sheet.js";
import { attachSubmit } from "./submit.js";
import { attachTabs } from "./tabs.js";
import { attachTools } from "./tools.js";
import { gridWords } from "./words.js";

const LONGEST_SHOWN = 40;
const shortened = (text) => (text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);

export class Desk {
  constructor(form, sums) {
    Object.assign(this, { form, sums, words: gridWords(form) });
    this.sheets = [...form.querySelectorAll("table[data-grid]")].map((table) => new Sheet(table));
    this.cells = new Map(this.sheets.flatMap((sheet) => sheet.cells).map((cell) => [cell.input, cell]));
    this.byName = new Map([...this.cells.values()].map((cell) => [cell.name, cell]));
    this.selection = new Selection();
    this.history = new History();
    // “ready”: the next key replaces the cell; “typing”: it was typed over; “editing”: arrows move in its text.
    this.mode = "ready";
    this.entry = null;
    this.state = form.querySelector("[data-grid-state]") ?? document.querySelector("[data-grid-state]");
    this.lastSaved = this.state?.textContent.trim() ?? "";
    form.classList.add("grid-scripted");
    form.addEventListener("input", (event) => this.onInput(event));
    form.addEventListener("focusin", (event) => this.onFocus(event));
    form.addEventListener("focusout", () => this.endEntry());
    for (const attach of [attachTabs, attachMouse, attachKeys, attachClipboard, attachPanel, attachTools, attachFaults])
      attach(this);
    if (form instanceof HTMLFormElement && "cells" in form.dataset) this.beginSaving();
    // Somebody was quicker than the script.
    if (this.cells.has(document.activeElement)) this.onFocus({ target: document.activeElement });
  }

  beginSaving() {
    this.saver = new Saver(this.form, this.words, {
      say: (sentence, state) => this.say(sentence, state),
      refuse: (name, sentence) => this.mark(name, sentence),
      conflict: (name, both, mine) => this.showConflict(name, both, mine),
      settled: (name) => this.settle(name),
      stale: () => this.reload(),
    });
    attachSubmit(this);
    const kept = this.saver.restore();
    if (kept.length > 0) this.bringBack(kept);
    if ("everyField" in this.form.dataset) this.findUnsaved();
  }

  bringBack(kept) {
    this.write(kept.map(({ name, value }) => ({ field: this.form.elements.namedItem(name), text: value })));
    const said = document.createElement("div");
    said.className = "message message-warning";
    said.setAttribute("role", "status");
    said.textContent = this.words.brought_back;
    this.form.before(said);
    this.saver.sayWaiting();
    if ("autosave" in this.form.dataset) this.saver.sendSoon(0);
  }

  // What the page came with and the server has not: filled in from a workbook, or sent and refused without script.
  findUnsaved() {
    const names = new Set([...this.form.elements].filter((field) => this.sends(field)).map(({ name }) => name));
    const shown = [...names].map((name) => ({ name, value: textOf(this.form, name) }));
    const unsaved = shown.filter(({ name, value }) => value !== this.saver.baseOf(name));
    if (unsaved.length > 0) this.saver.touch(unsaved);
  }

  // Whether a field is sent by itself: a cell, one of the panel, or any that is filled in.
  sends(field) {
    if (this.cells.has(field) || "cell" in (field?.dataset ?? {})) return true;
    return "everyField" in this.form.dataset && isFilledIn(field);
  }

  // Rows that were new have other names once they are stored.
  reload() {
    this.stale = true;
    if (this.submitting || this.flushing) return;
    this.saver.leaving = true;
    location.reload();
  }

  // Typing, in a cell or in the panel.
  onInput(event) {
    const field = event.target;
    if (!field.name || field.type === "hidden") return;
    const cell = this.cells.get(field);
    if (cell) {
      if (this.mode === "ready") this.mode = "typing";
      if (this.entry?.cell !== cell) this.entry = { cell, from: cell.text };
      cell.text = field.value;
      this.sums.update(field);
    }
    if (!this.sends(field)) return;
    this.unmark(field.name);
    this.saver?.touch([{ name: field.name, value: cell ? field.value : textOf(this.form, field.name) }]);
  }

  onFocus(event) {
    const cell = this.cells.get(event.target);
    if (!cell) return;
    this.mode = "ready";
    if (!this.extending) this.selection.start(cell);
    event.target.select();
    this.form.dispatchEvent(new CustomEvent("cell", { detail: cell }));
  }

  // What was typed into one cell is one step.
  endEntry() {
    if (!this.entry) return;
    const { cell, from } = this.entry;
    this.entry = null;
    this.history.push([{ cell, from, to: cell.text }]);
  }

  // Changes cells as one step: [{cell, text}].
  change(changes) {
    this.endEntry();
    this.history.push(changes.map(({ cell, text }) => ({ cell, from: cell.text, to: text })));
    this.write(changes.map(({ cell, text }) => ({ field: cell.input, text })));
  }

  step(changes) {
    if (!changes) return;
    this.write(changes.map(({ cell, text }) => ({ field: cell.input, text })));
    this.show(changes[0].cell);
  }

  undo() {
    this.endEntry();
    this.step(this.history.undo());
  }

  redo() {
    this.endEntry();
    this.step(this.history.redo());
  }

  write(changes) {
    const touched = [];
    for (const { field, text } of changes) {
      if (!field) continue;
      setText(field, text);
      const name = field.name ?? field[0].name;
      const cell = this.cells.get(field);
      if (cell) {
        cell.text = text;
        this.sums.update(field);
      }
      this.unmark(name);
      touched.push({ name, value: text });
    }
    this.saver?.touch(touched);
    this.form.dispatchEvent(new CustomEvent("changed"));
  }

  // Brings a cell into view and into hand.
  show(cell) {
    this.form.dispatchEvent(new CustomEvent("reveal", { detail: cell.input }));
    cell.input.focus();
    cell.input.select();
    this.mode = "ready";
    if (cell.sheet) this.selection.start(cell);
  }

  // Without a sentence the line says again when the server had everything.
  say(sentence, state) {
    if (!this.state) return;
    if (state === "saved") this.lastSaved = sentence;
    const said = sentence || this.lastSaved;
    if (this.state.textContent !== said) this.state.textContent = said;
    this.state.dataset.state = state;
  }

  // What a paste or a discard did; it stays when the line says what is saved.
  report(sentence) {
    const news = this.form.querySelector("[data-grid-news]");
    if (news) news.textContent = sentence;
    else this.say(sentence, "");
  }

  // A sentence beside a cell, until it is typed anew.
  mark(name, sentence) {
    const field = fieldOf(this.form, name);
    if (!field) return null;
    this.unmark(name);
    const said = document.createElement("div");
    said.className = "wrong";
    said.id = `${name}-error`;
    said.textContent = sentence;
    said.title = sentence;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", said.id);
    field.after(said);
    return said;
  }

  unmark(name) {
    const field = fieldOf(this.form, name);
    if (!field?.hasAttribute("aria-invalid")) return;
    field.removeAttribute("aria-invalid");
    document.getElementById(`${name}-error`)?.remove();
  }

  settle(name) {
    const field = this.form.elements.namedItem(name);
    this.form.dispatchEvent(new CustomEvent("settled", { detail: field }));
  }

  // Both values, and a button for each.
  showConflict(name, both, mine) {
    const said = this.mark(name, both.sentence);
    if (!said) return;
    const choices = [
      [mine, true, this.words.keep_mine],
      [both.stored, false, this.words.take_theirs],
    ];
    for (const [value, isMine, words] of choices) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-outline-secondary";
      button.textContent = words.replace("{value}", shortened(value) || this.words.empty);
      button.addEventListener("click", () => {
        const text = this.saver.choose(name, both.stored, isMine);
        const field = this.form.elements.namedItem(name);
        if (!isMine) this.write([{ field, text }]);
        this.unmark(name);
        fieldOf(this.form, name).focus();
      });
      said.append(button);
    }
  }
}
