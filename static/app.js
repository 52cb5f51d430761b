// Behaviour attached to data- attributes; every page works without it.
import { attachDates } from "./dates.js";
import { attachGrids } from "./grid.js";
import { attachGuards } from "./guard.js";
import { attachLists } from "./lists.js";
import { attachPhrases } from "./phrases.js";
import { attachSession } from "./session.js";
import { attachWaiting } from "./waiting.js";

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
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.hasAttribute("data-once")) return;
  setTimeout(() => {
    button.disabled = true;
  }, 0);
});
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-once]")) button.disabled = false;
});

// data-search: / and Ctrl+K lead to the search box, unless somebody types.
const searchBox = document.querySelector("[data-search]");
document.addEventListener("keydown", (event) => {
  if (!searchBox || event.defaultPrevented || event.isComposing) return;
  const typing = event.target.closest?.("input, textarea, select, [contenteditable], [role=grid]");
  const asked =
    (event.key === "/" && !typing && !event.ctrlKey && !event.altKey && !event.metaKey) ||
    (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey);
  if (!asked) return;
  event.preventDefault();
  searchBox.focus();
  searchBox.select();
});

attachDates();
attachGrids();
attachGuards();
attachLists();
attachPhrases();
attachSession();
attachWaiting();
