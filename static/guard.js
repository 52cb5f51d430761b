// What is typed is not lost.
//
// form[data-guard]   is not left with something unsaved in it without a question (the event “saved” says when it is);
//                    and when it was sent after the session had ended, what was typed stands there again after
//                    signing in. It is kept in this tab only, for this person and this page, until the next page.
//                    Forms of cells (grid.js) keep what is typed themselves.
// body               data-person, data-sign-in (the path), data-brought-back (what is then said)

const KEPT = "typed";
const TYPED =
  "input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=file]):not([type=password]), textarea, select";
const { person, signIn, broughtBack } = document.body.dataset;

function keep(form) {
  const fields = [...form.querySelectorAll(TYPED)]
    .filter((field) => field.name)
    .map((field) => [field.name, field.value]);
  sessionStorage.setItem(KEPT, JSON.stringify({ person, path: location.pathname, fields }));
}

// The last thing sent from this tab, once, and only right after signing in as the same person to the same page.
function taken() {
  if (location.pathname === signIn) return null;
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  const cameFrom = document.referrer ? new URL(document.referrer) : null;
  const justSignedIn = cameFrom?.origin === location.origin && cameFrom.pathname === signIn;
  return kept && justSignedIn && kept.path === location.pathname && kept.person === person ? kept.fields : null;
}

function bringBack(form, fields) {
  let changed = false;
  for (const [name, value] of fields) {
    const field = form.elements.namedItem(name);
    if (!field?.matches?.(TYPED) || field.value === value) continue;
    field.value = value;
    changed = true;
  }
  if (!changed) return;
  form.dispatchEvent(new Event("input", { bubbles: true }));
  for (const table of form.querySelectorAll("table[data-grid]"))
    table.dispatchEvent(new Event("input", { bubbles: true }));
  const said = document.createElement("div");
  said.className = "message message-warning";
  said.setAttribute("role", "status");
  said.textContent = broughtBack;
  form.before(said);
}

export function attachGuards() {
  const fields = taken();
  for (const form of document.querySelectorAll("form[data-guard]:not([data-cells])")) {
    let changed = false;
    form.addEventListener("input", () => {
      changed = true;
    });
    form.addEventListener("saved", () => {
      changed = false;
    });
    form.addEventListener("submit", () => {
      changed = false;
      keep(form);
    });
    addEventListener("beforeunload", (event) => {
      if (changed) event.preventDefault();
    });
    if (fields) bringBack(form, fields);
  }
}
