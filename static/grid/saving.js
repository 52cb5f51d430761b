// Sends what was changed, cell by cell, with what it was changed from; keeps it in the browser until the server has it.
//
// A cell that somebody else changed meanwhile is not overwritten: the server answers with both values, and who types
// chooses. Without a network, or after the session has ended, it is tried again by itself.

import { Store } from "./store.js";

const SOON = 1500;
const AGAIN = [2000, 5000, 10000, 30000];
const page = document.body.dataset;
const cookie = () => /(?:^|;\s*)(?:__Host-)?csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "";

export class Saver {
  // `shown` is told what happens: say(sentence, state), refuse(name, sentence), conflict(name, both values), settled(name), stale().
  constructor(form, words, shown) {
    Object.assign(this, { form, words, shown });
    this.base = new Map(Object.entries(JSON.parse(form.elements.namedItem("was")?.value || "{}")));
    this.store = new Store(page.person, location.pathname);
    // What waits to be sent: {was, value}; `held` for what is not sent again as it is (refused, or in conflict).
    this.pending = new Map();
    this.failures = 0;
    this.sending = null;
    this.timer = null;
    addEventListener("online", () => this.sendSoon(0));
    addEventListener("offline", () => this.sayWaiting());
    addEventListener("focus", () => this.comeBack());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.comeBack()));
    addEventListener("beforeunload", (event) => {
      if (this.mustAsk()) event.preventDefault();
    });
  }

  get saves() {
    return Boolean(this.form.dataset.save);
  }

  get saved() {
    return this.pending.size === 0;
  }

  // What the server has of a cell.
  baseOf(name) {
    return this.base.get(name) ?? "";
  }

  // A cell now holds this.
  touch(changes) {
    if (!this.saves) return;
    for (const { name, value } of changes) {
      const was = this.pending.get(name)?.was ?? this.baseOf(name);
      if (value === was) {
        this.pending.delete(name);
        this.store.forget(name);
      } else {
        this.pending.set(name, { was, value });
        this.store.keep(name, { was, value });
      }
    }
    this.sayWaiting();
    if ("autosave" in this.form.dataset) this.sendSoon(SOON);
  }

  // What was typed and not saved before the page was left, as [{name, value}]; it is sent like anything typed now.
  restore() {
    const kept = [...this.store.entries()].filter(([name, { was, value }]) => {
      const known = this.form.elements.namedItem(name) && value !== this.baseOf(name) && value !== was;
      if (!known) this.store.forget(name);
      return known;
    });
    for (const [name, entry] of kept) this.pending.set(name, { was: entry.was, value: entry.value });
    return kept.map(([name, { value }]) => ({ name, value }));
  }

  // Takes back everything that the server has not got, as [{name, value}].
  discard() {
    const back = [...this.pending.keys()].map((name) => ({ name, value: this.baseOf(name) }));
    for (const { name } of back) this.store.forget(name);
    this.pending.clear();
    this.shown.say("", "");
    return back;
  }

  sendSoon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  // Sends until nothing is left that can be sent; true when the server has everything.
  async flush() {
    clearTimeout(this.timer);
    if (this.sending) await this.sending;
    const batch = [...this.pending].filter(([, entry]) => !entry.held);
    if (batch.length === 0) return this.saved;
    this.sending = this.send(batch);
    const sent = await this.sending;
    this.sending = null;
    if (!sent) return false;
    return this.flush();
  }

  async send(batch, options = {}) {
    this.shown.say(this.words.sending, "busy");
    const answer = await fetch(this.form.dataset.save, {
      method: "POST",
      body: this.bodyOf(batch),
      headers: { Accept: "application/json", "X-CSRFToken": cookie() },
      redirect: "manual",
      ...options,
    }).catch(() => null);
    if (!answer || answer.status >= 500) return this.failed();
    if (answer.type === "opaqueredirect") return this.stopped(page.sessionEnded);
    const body = await answer.json().catch(() => null);
    if (!body) return answer.status === 403 ? this.stopped(page.sessionEnded) : this.failed();
    this.failures = 0;
    if (body.code === "typed_by_another") return this.stopped(body.said);
    return this.take(batch, body, answer.ok || (answer.status === 409 && body.code === "conflict"));
  }

  bodyOf(batch) {
    const body = new URLSearchParams();
    body.set("person", this.form.elements.namedItem("person")?.value ?? page.person);
    body.set("was", JSON.stringify(Object.fromEntries(batch.map(([name, { was }]) => [name, was]))));
    for (const [name, { value }] of batch) body.set(name, value);
    return body;
  }

  take(batch, body, stored) {
    const sent = new Map(batch);
    for (const [name, entry] of sent) {
      const now = this.pending.get(name);
      if (name in body.refused) this.hold(name, entry, () => this.shown.refuse(name, body.refused[name]));
      else if (name in body.conflicts)
        this.hold(name, entry, () => this.shown.conflict(name, body.conflicts[name], entry.value));
      else if (stored && name in body.saved) {
        this.base.set(name, entry.value);
        if (now?.value === entry.value) this.settle(name);
        else if (now) this.pending.set(name, { was: entry.value, value: now.value });
      }
    }
    const wrong = !stored || Object.keys(body.refused).length > 0 || Object.keys(body.conflicts).length > 0;
    this.shown.say(body.said, wrong ? "wrong" : "saved");
    if (body.stale) this.shown.stale();
    return stored;
  }

  settle(name) {
    this.pending.delete(name);
    this.store.forget(name);
    this.shown.settled(name);
  }

  // Not sent again until it is typed anew.
  hold(name, entry, show) {
    if (this.pending.get(name)?.value !== entry.value) return;
    this.pending.set(name, { ...entry, held: true });
    show();
  }

  // Who types has chosen: `mine` is sent over what stands there now, else what stands there is taken.
  choose(name, stored, mine) {
    const { value } = this.pending.get(name) ?? { value: stored };
    this.base.set(name, stored);
    this.pending.delete(name);
    this.store.forget(name);
    if (mine) this.touch([{ name, value }]);
    return mine ? value : stored;
  }

  failed() {
    const wait = AGAIN[Math.min(this.failures, AGAIN.length - 1)];
    this.failures += 1;
    this.sayWaiting();
    this.sendSoon(wait);
    return false;
  }

  // Nothing is tried until the person comes back to the page.
  stopped(sentence) {
    this.shown.say(sentence, "wrong");
    this.stoppedAt = cookie();
    return false;
  }

  comeBack() {
    if (this.pending.size > 0 && (this.failures > 0 || this.stoppedAt !== undefined)) {
      this.stoppedAt = undefined;
      for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = cookie();
      this.sendSoon(0);
    }
  }

  // The tab is hidden or closed: what can be sent is sent now, and outlives the page.
  leave() {
    const batch = [...this.pending].filter(([, entry]) => !entry.held);
    if (!("autosave" in this.form.dataset) || batch.length === 0 || this.sending || this.failures > 0) return;
    clearTimeout(this.timer);
    this.sending = this.send(batch, { keepalive: batch.length < 500 });
    this.sending.then(() => {
      this.sending = null;
    });
  }

  sayWaiting() {
    if (this.saved) return void this.shown.say("", "");
    const count = this.pending.size;
    const offline = !navigator.onLine || this.failures > 0;
    const sentence = !this.store.works ? this.words.not_kept : offline ? this.words.offline : this.words.unsaved;
    this.shown.say(sentence.replace("{count}", count), offline || !this.store.works ? "wrong" : "unsaved");
  }

  mustAsk() {
    return this.saves && this.pending.size > 0 && !this.leaving;
  }
}
