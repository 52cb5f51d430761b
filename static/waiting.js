// Says that what was sent is still being worked on, once that takes longer than two seconds.
//
// body   data-waiting, data-waiting-file: the sentences; {file} is the name, {size} its size
//        data-waiting-seconds ({n} is the seconds that have gone), data-waiting-stop: the button's word
//
// The form is sent by the browser itself, so the answer is a page as without script. While no answer has come, this page
// is still there and can speak. See docs/decisions/0115-uploads-are-sent-by-the-browser.md.

const AFTER = 2000;
const words = document.body.dataset;
let bar = null;
let starts = null;
let ticks = null;

const part = (tag, properties) => Object.assign(document.createElement(tag), properties);

function fileOf(form) {
  return [...form.querySelectorAll("input[type=file]")].flatMap((field) => [...field.files])[0];
}

const sizeOf = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

function sentence(form) {
  const file = fileOf(form);
  if (!file) return words.waiting;
  return words.waitingFile.replace("{file}", file.name).replace("{size}", sizeOf(file.size));
}

function take() {
  clearTimeout(starts);
  clearInterval(ticks);
  bar?.remove();
  bar = null;
}

function show(form, button, began) {
  bar = part("div", { className: "waiting-bar" });
  const said = part("span", { textContent: sentence(form) });
  said.setAttribute("role", "status");
  const progress = part("progress", {});
  progress.setAttribute("aria-label", words.waiting);
  // A clock that is read aloud every second would drown everything else.
  const clock = part("span", { className: "waiting-clock" });
  clock.setAttribute("aria-hidden", "true");
  const tick = () => {
    clock.textContent = words.waitingSeconds.replace("{n}", String(Math.round((Date.now() - began) / 1000)));
  };
  tick();
  ticks = setInterval(tick, 1000);
  bar.append(progress, said, clock);
  if (fileOf(form)) {
    const stop = part("button", {
      type: "button",
      className: "btn btn-sm btn-outline-secondary",
      textContent: words.waitingStop,
    });
    stop.addEventListener("click", () => {
      window.stop();
      take();
      button.disabled = false;
      button.focus();
    });
    bar.append(stop);
  }
  document.body.append(bar);
}

export function attachWaiting() {
  document.addEventListener("submit", (event) => {
    const { target: form, submitter: button } = event;
    const answersWithPage = button?.hasAttribute("data-once") || "cells" in form.dataset || fileOf(form);
    if (event.defaultPrevented || !answersWithPage) return;
    take();
    const began = Date.now();
    starts = setTimeout(() => show(form, button, began), AFTER);
  });
  addEventListener("pageshow", take);
}
