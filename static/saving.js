// The line that says what is saved also says what is not.
//
// form[hx-post][hx-target]   saves itself; the target is the line. Typing makes it “not saved yet”; an answer that does
//                            not hold the line (the session has ended, the network is gone) is never put in its place
// body                       data-person, data-sign-in, data-unsaved, data-not-saved, data-session-ended,
//                            data-other-person: the sentences
//
// Signing in anew changes the token that forms carry. Who comes back to a page left open gets the new one, if it is the
// same person: figures typed by one never go in under the name of another.

const words = document.body.dataset;
const forms = () => document.querySelectorAll("form[hx-post][hx-target]");
const cookie = () => /(?:^|;\s*)csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "";
let known = cookie();
// Forms in which something was typed after the request that is under way had left.
const typedSince = new WeakSet();

function say(form, sentence, wrong) {
  const line = document.querySelector(form.getAttribute("hx-target"));
  if (!line) return;
  line.textContent = sentence;
  line.dataset.state = wrong ? "wrong" : "unsaved";
}

// htmx keeps the page as it is when the answer is an error; a refusal in the line's own words is shown.
function judge(event) {
  const { target, xhr, serverResponse } = event.detail;
  const form = event.detail.requestConfig?.elt ?? event.target;
  if (!form.matches?.("form[hx-post][hx-target]")) return;
  if (serverResponse.includes(`id="${target.id}"`)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
    if (xhr.status < 400) {
      delete form.dataset.failed;
      if (!typedSince.has(form)) form.dispatchEvent(new Event("saved"));
    }
    return;
  }
  event.detail.shouldSwap = false;
  form.dataset.failed = "";
  const ended = new URL(xhr.responseURL).pathname === words.signIn;
  say(form, ended ? words.sessionEnded : words.notSaved, true);
}

async function renew() {
  if (document.hidden || cookie() === known || !words.person) return;
  const now = cookie();
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.body.dataset.person) return;
  if (page.body.dataset.person !== words.person) {
    for (const form of forms()) say(form, words.otherPerson, true);
    return;
  }
  known = now;
  const token = page.querySelector("[name=csrfmiddlewaretoken]").value;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  for (const form of document.querySelectorAll("form[data-failed]")) form.dispatchEvent(new Event("change", { bubbles: true }));
}

export function attachSaving() {
  for (const form of forms()) {
    form.addEventListener("input", () => { typedSince.add(form); say(form, words.unsaved, false); });
    form.addEventListener("htmx:beforeRequest", () => typedSince.delete(form));
    form.addEventListener("htmx:sendError", () => { form.dataset.failed = ""; say(form, words.notSaved, true); });
  }
  document.addEventListener("htmx:beforeSwap", judge);
  addEventListener("focus", renew);
  document.addEventListener("visibilitychange", renew);
}
