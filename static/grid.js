// Tables of entry cells.
//
// table[data-grid]            arrows, Enter, Home/End, Esc; a pasted block lands where a sheet would put it: line by
//                             line and column by column as they are seen, rows and columns without entry cells counted.
//                             Rows .beside and .total are no lines of their own
//   data-pasted="…"           what is said after a paste; {filled} {ignored} {refused} are replaced
// input[data-sum="key"]       counts into the total of that key
// [data-total="key"]          shows the sum
// [data-remaining="key"]      shows data-limit (t) less the sum; class “over” when it is negative
// [data-grid-state]           the line that says what a paste did
// input[data-bad]             set by us: what stands there is no figure
//
// Tonnes are counted as whole kilograms in BigInt: exact, like the server.

const FULL_WIDTH = "０１２３４５６７８９．，－";
const HALF_WIDTH = "0123456789.,-";

export function kilograms(text) {
  let cleaned = [...text].map((c) => (FULL_WIDTH.includes(c) ? HALF_WIDTH[FULL_WIDTH.indexOf(c)] : c)).join("");
  cleaned = cleaned.replace(/[\s\u00a0\u3000]/g, "").replace(/(吨)?(\(REO\)|（REO）|REO)?$/, "").replace(/t$/, "");
  if (cleaned === "") return null;
  if (!/^\d{1,3}(,\d{3})+(\.\d{1,3})?$|^\d+(\.\d{1,3})?$/.test(cleaned)) return undefined;
  const [whole, places = ""] = cleaned.replaceAll(",", "").split(".");
  return BigInt(whole) * 1000n + BigInt(places.padEnd(3, "0"));
}

export function tonnes(kg) {
  const sign = kg < 0n ? "-" : "";
  const size = kg < 0n ? -kg : kg;
  const whole = (size / 1000n).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  const places = (size % 1000n).toString().padStart(3, "0").replace(/0+$/, "");
  return sign + whole + (places ? `.${places}` : "");
}

// A row whose enterprise may not be allotted has no entry cell and is a line all the same: without it a pasted
// block would move up, onto other enterprises.
function cellsByRow(table) {
  return [...table.querySelectorAll("tbody tr:not(.beside):not(.total)")].map((row) => [
    ...row.querySelectorAll("input:not([type=hidden]):not([readonly])"),
  ]);
}

function isCell(element) {
  return element instanceof HTMLInputElement && element.closest("tr:not(.beside):not(.total)") !== null;
}

function columnOf(input) {
  return input.closest("td").cellIndex;
}

function place(table, input) {
  const rows = cellsByRow(table);
  const row = rows.findIndex((cells) => cells.includes(input));
  return { rows, row, column: rows[row].indexOf(input) };
}

function move(table, input, down, right) {
  const { rows, row, column } = place(table, input);
  if (right) {
    rows[row][column + right]?.focus();
    return;
  }
  const wanted = columnOf(input);
  for (let next = row + down; next >= 0 && next < rows.length; next += down) {
    const target = rows[next].find((cell) => columnOf(cell) === wanted);
    if (target) { target.focus(); return; }
  }
}

function onKey(table, event) {
  const input = event.target;
  if (!isCell(input)) return;
  const atStart = input.selectionStart === 0 && input.selectionEnd === input.value.length || input.selectionEnd === 0;
  const atEnd = input.selectionStart === input.value.length || (input.selectionStart === 0 && input.selectionEnd === input.value.length);
  const ends = (take) => { const { rows, row } = place(table, input); take(rows[row]).focus(); };
  const steps = {
    ArrowUp: () => move(table, input, -1, 0),
    ArrowDown: () => move(table, input, 1, 0),
    Enter: () => move(table, input, event.shiftKey ? -1 : 1, 0),
    ArrowLeft: () => atStart && move(table, input, 0, -1),
    ArrowRight: () => atEnd && move(table, input, 0, 1),
    Home: () => ends((cells) => cells[0]),
    End: () => ends((cells) => cells.at(-1)),
    Escape: () => { input.value = input.defaultValue; input.dispatchEvent(new Event("input", { bubbles: true })); },
  };
  const step = steps[event.key];
  if (!step) return;
  if (event.key === "ArrowLeft" && !atStart) return;
  if (event.key === "ArrowRight" && !atEnd) return;
  event.preventDefault();
  step();
}

function onPaste(table, event) {
  if (!isCell(event.target)) return;
  const text = event.clipboardData.getData("text/plain");
  if (!/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const { rows, row } = place(table, event.target);
  const first = columnOf(event.target);
  const count = { filled: 0, ignored: 0, refused: 0 };
  text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => {
    line.split("\t").forEach((value, right) => {
      const target = rows[row + down]?.find((cell) => columnOf(cell) === first + right);
      if (!target) { count.ignored += value.trim() ? 1 : 0; return; }
      if (target.inputMode === "decimal" && kilograms(value) === undefined) { count.refused += 1; return; }
      target.value = value.trim();
      target.dispatchEvent(new Event("input", { bubbles: true }));
      count.filled += 1;
    });
  });
  const state = document.querySelector("[data-grid-state]");
  if (state) state.textContent = table.dataset.pasted.replace(/\{(\w+)\}/g, (_all, key) => count[key]);
}

// What was read of a cell, until it is typed over.
const known = new WeakMap();

function read(input) {
  const before = known.get(input);
  if (before && before.text === input.value) return before.kg;
  const kg = kilograms(input.value);
  const wrong = kg === undefined;
  if (wrong || !input.closest("td").querySelector(".wrong")) input.toggleAttribute("data-bad", wrong);
  known.set(input, { text: input.value, kg });
  return kg;
}

// A table is laid out anew only where a text is another one.
function show(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

function sumUp(root) {
  const sums = {};
  for (const input of root.querySelectorAll("[data-sum]")) {
    const kg = read(input) ?? 0n;
    for (const key of input.dataset.sum.split(" ")) sums[key] = (sums[key] ?? 0n) + kg;
  }
  for (const shown of document.querySelectorAll("[data-total]")) show(shown, tonnes(sums[shown.dataset.total] ?? 0n));
  for (const shown of document.querySelectorAll("[data-remaining]")) {
    const left = kilograms(shown.dataset.limit) - (sums[shown.dataset.remaining] ?? 0n);
    show(shown, tonnes(left));
    shown.classList.toggle("over", left < 0n);
  }
}

// Once a frame, however many cells a paste fills: 200 rows have thousands.
let summing = false;
function sumSoon() {
  if (summing) return;
  summing = true;
  requestAnimationFrame(() => { summing = false; sumUp(document); });
}

export function attachGrids() {
  for (const table of document.querySelectorAll("table[data-grid]")) {
    table.addEventListener("keydown", (event) => onKey(table, event));
    table.addEventListener("paste", (event) => onPaste(table, event));
    table.addEventListener("focusin", (event) => { if (isCell(event.target)) event.target.select(); });
    table.addEventListener("input", sumSoon);
  }
  for (const state of document.querySelectorAll("[data-grid-state]")) state.setAttribute("role", "status");
  if (document.querySelector("[data-sum]")) sumUp(document);
}
