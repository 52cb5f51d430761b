// Behaviour attached to data- attributes; every page works without it.
import { attachGrids } from "./grid.js";

// data-theme-switch: a button that is only there when script runs.
for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const theme = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
    document.documentElement.dataset.bsTheme = theme;
    localStorage.setItem("theme", theme);
  });
}

// data-focus: what has to be mended is read first.
document.querySelector("[data-focus]")?.focus();

// data-once: a second click sends nothing; the server would refuse it anyway.
let sending = false;
document.addEventListener("submit", (event) => {
  sending = true;
  const button = event.submitter;
  if (!button?.hasAttribute("data-once")) return;
  setTimeout(() => { button.disabled = true; }, 0);
});
addEventListener("pageshow", () => {
  sending = false;
  for (const button of document.querySelectorAll("[data-once]")) button.disabled = false;
});

// data-guard: a form with something typed is not left without a question.
for (const form of document.querySelectorAll("form[data-guard]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  addEventListener("beforeunload", (event) => { if (changed && !sending) event.preventDefault(); });
}

attachGrids();
