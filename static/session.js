// Says in time that the session will end, and lets the person stay.
//
// body   data-session (the address that tells how long it lasts), data-session-left (seconds), data-session-ends,
//        data-session-stay, data-session-last, data-session-over: the sentences; {time} is the time left
//
// Asking keeps nothing alive; only the button does, like every page that is opened and everything that is sent. Before
// it warns, the page asks: in another tab the person may have gone on.

const WARN = 180;
const words = document.body.dataset;
let ends = Date.now() + 1000 * Number(words.sessionLeft);
let canStay = true;
let bar = null;

const left = () => Math.max(0, Math.round((ends - Date.now()) / 1000));
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

async function ask(method) {
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  const answer = await fetch(words.session, { method, headers, redirect: "manual" }).catch(() => null);
  if (answer?.type === "opaqueredirect") return { seconds: 0, can_stay: false };
  return answer?.ok ? answer.json() : null;
}

async function renew(method) {
  const state = await ask(method);
  if (!state) return;
  ends = Date.now() + 1000 * state.seconds;
  canStay = state.can_stay;
}

function take() {
  bar?.remove();
  bar = null;
}

function show() {
  if (bar) return;
  bar = document.createElement("div");
  bar.className = "session-bar";
  bar.setAttribute("role", "alert");
  const said = document.createElement("span");
  bar.append(said);
  if (canStay) {
    said.textContent = words.sessionEnds.replace("{time}", clock(left()));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-primary";
    button.textContent = words.sessionStay;
    button.addEventListener("click", async () => {
      await renew("POST");
      take();
    });
    bar.append(button);
  } else {
    said.textContent = words.sessionLast.replace("{time}", clock(left()));
  }
  document.body.append(bar);
}

// Read aloud once; the seconds are then only seen.
function count() {
  const said = bar.firstElementChild;
  bar.setAttribute("role", "presentation");
  said.textContent = (canStay ? words.sessionEnds : words.sessionLast).replace("{time}", clock(left()));
}

function over() {
  take();
  bar = document.createElement("div");
  bar.className = "session-bar session-over";
  bar.setAttribute("role", "alert");
  const link = document.createElement("a");
  link.href = `${words.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.target = "_blank";
  link.textContent = words.sessionOver;
  bar.append(link);
  document.body.append(bar);
}

async function tick() {
  if (left() > WARN) {
    take();
  } else if (left() > 0 && !bar) {
    await renew("GET");
    if (left() <= WARN && left() > 0) show();
  } else if (left() > 0) {
    count();
  } else {
    await renew("GET");
    if (left() > 0) return void setTimeout(tick, 1000);
    return over();
  }
  setTimeout(tick, 1000);
}

export function attachSession() {
  if (words.sessionLeft) tick();
}
