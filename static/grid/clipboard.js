// Copying out, cutting, and pasting blocks.

import { formatBlock, parseBlock } from "./block.js";
import { planPaste } from "./match.js";
import { askBeforePaste } from "./preview.js";
import { filled } from "./words.js";

// A range, or the cell in hand as a whole; a part of a text that is being edited is the browser's own affair.
function copies(desk, event) {
  if (!desk.cells.has(event.target)) return false;
  return desk.selection.isRange || desk.mode === "ready";
}

function onCopy(desk, event) {
  if (!copies(desk, event)) return;
  event.clipboardData.setData("text/plain", formatBlock(desk.selection.texts()));
  event.preventDefault();
}

function onCut(desk, event) {
  if (!copies(desk, event)) return;
  onCopy(desk, event);
  desk.change(desk.selection.cells().map((cell) => ({ cell, text: "" })));
}

// What a block meets in this table, and in tables with the same rows.
function layoutOf(desk, sheet) {
  const siblings = desk.sheets.filter((other) => other !== sheet && sheet.part && other.part === sheet.part);
  const columns = new Map();
  for (const one of [sheet, ...siblings]) {
    for (const [place, column] of one.columns.entries()) {
      if (column.entry && !columns.has(column.key)) columns.set(column.key, { sheet: one, place });
    }
  }
  const byKey = new Map(sheet.rows.map((row) => [row.key, row]));
  const cellAt = (row, key) => {
    const where = columns.get(key);
    if (!where) return null;
    const found = where.sheet === sheet ? byKey.get(row) : where.sheet.rows.find((other) => other.key === row);
    return found?.cells[where.place] ?? null;
  };
  const part = (sheet.table.dataset.partNames ?? "").split("|").filter(Boolean);
  return {
    columns: sheet.columns,
    elsewhere: siblings.flatMap((other) => other.columns.filter(({ entry }) => entry)),
    rows: sheet.rows,
    part: part.length > 0 ? { names: part } : null,
    cellAt,
    kind: (row, key) => cellAt(row, key)?.kind ?? null,
    value: (row, key) => cellAt(row, key)?.input.value ?? "",
  };
}

// One value into a range fills the range, as in a sheet; a block that divides it is repeated.
function repeated(lines, selection) {
  if (!selection.isRange) return lines;
  const { top, bottom, left, right } = selection.edges;
  const [high, wide] = [bottom - top + 1, right - left + 1];
  const width = lines[0].length;
  if (lines.some((line) => line.length !== width) || high % lines.length !== 0 || wide % width !== 0) return lines;
  return Array.from({ length: high }, (_line, row) =>
    Array.from({ length: wide }, (_cell, column) => lines[row % lines.length][column % width]),
  );
}

function apply(desk, plan, layout) {
  const changes = plan.fills.map(({ row, column, text }) => ({ cell: layout.cellAt(row, column), text }));
  desk.change(changes);
  const counts = { filled: changes.length, ignored: plan.leftOut.length, refused: plan.refused.length };
  desk.report(filled(desk.words.pasted, counts));
  if (changes.length > 0) desk.show(changes[0].cell);
}

// With no cell in hand a block is taken by the table in sight, if its own headings or names say where it belongs.
function onLoosePaste(desk, event) {
  if (event.defaultPrevented || event.target.closest?.("input, textarea, select, dialog")) return;
  const cell = desk.sheets.find((sheet) => sheet.table.checkVisibility())?.cells[0];
  const lines = parseBlock(event.clipboardData.getData("text/plain"));
  if (!cell) return;
  const { heading, named } = planPaste(lines, layoutOf(desk, cell.sheet), { row: cell.row, column: cell.column });
  if (heading < 0 && !named) return;
  desk.selection.start(cell);
  pasteAt(desk, cell, event);
}

function onPaste(desk, event) {
  const cell = desk.cells.get(event.target);
  if (cell) pasteAt(desk, cell, event);
}

async function pasteAt(desk, cell, event) {
  const lines = parseBlock(event.clipboardData.getData("text/plain"));
  const single = lines.length === 1 && lines[0].length === 1;
  if (single && desk.mode !== "ready") return;
  event.preventDefault();
  const { selection } = desk;
  const corner = selection.isRange ? { row: selection.edges.top, column: selection.edges.left } : cell;
  const layout = layoutOf(desk, cell.sheet);
  const plan = planPaste(repeated(lines, selection), layout, { row: corner.row, column: corner.column });
  if (plan.plain || (await askBeforePaste(desk, plan, layout, lines))) apply(desk, plan, layout);
  else cell.input.focus();
}

export function attachClipboard(desk) {
  desk.form.addEventListener("copy", (event) => onCopy(desk, event));
  desk.form.addEventListener("cut", (event) => onCut(desk, event));
  desk.form.addEventListener("paste", (event) => onPaste(desk, event));
  if (desk.form.matches("[data-cells]")) document.addEventListener("paste", (event) => onLoosePaste(desk, event));
}
