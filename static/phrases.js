// data-phrases: own phrases beside a field. A click puts one where the cursor is; without script what is ticked is put
// behind the text by the server. An empty data-phrases means the field of the same form that was last typed into.
const WRITTEN_IN = "textarea, input:not([type]), input[type=text]";
let last = null;

function insert(field, phrase) {
  const before = field.value.slice(0, field.selectionStart);
  // A phrase begins a line of its own, unless a sentence or a word was just ended.
  const glue = field.tagName !== "TEXTAREA" || before === "" || /[\s，。；：、,;:.]$/.test(before) ? "" : "\n";
  field.setRangeText(glue + phrase, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
}

function fieldOf(list) {
  if (list.dataset.phrases) return document.getElementById(list.dataset.phrases);
  const form = list.closest("form");
  return form?.contains(last) ? last : form?.querySelector(WRITTEN_IN);
}

export function attachPhrases() {
  for (const list of document.querySelectorAll("details[data-phrases]")) {
    list.hidden = false;
    list.querySelector("[data-without-script]")?.remove();
  }
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(WRITTEN_IN)) last = event.target;
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-phrase]")) return;
    const field = fieldOf(event.target.closest("[data-phrases]"));
    if (!field || field.readOnly || field.disabled) return;
    event.target.checked = false;
    insert(field, event.target.value);
  });
}
