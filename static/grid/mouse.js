// Ranges by mouse: pressing and drawing, Shift and a click, a click on a column's heading. A second click edits the text.

function positionOf(desk, target) {
  const holder = target.closest?.("td, th");
  const sheet = desk.sheets.find(({ table }) => table.contains(holder));
  if (!sheet || !holder) return null;
  const row = sheet.rows.findIndex(({ element }) => element === holder.parentElement);
  const column = sheet.columns.findIndex(({ index }) => index === holder.cellIndex);
  return row < 0 || column < 0 ? null : { sheet, row, column };
}

function onDown(desk, event) {
  if (event.button !== 0) return;
  const cell = desk.cells.get(event.target);
  const position = positionOf(desk, event.target);
  if (event.shiftKey && position && position.sheet === desk.selection.sheet) {
    event.preventDefault();
    desk.selection.extend(position.row, position.column);
    return;
  }
  if (!cell) return;
  const again = event.target === document.activeElement;
  if (again && desk.mode === "editing") return;
  desk.drawing = true;
  desk.again = again;
  if (again) {
    desk.selection.start(cell);
    return;
  }
  // The whole text is in hand, as after an arrow key: the browser would put the caret where the mouse is.
  event.preventDefault();
  event.target.focus();
}

// A second click on the cell in hand, without drawing a range from it, edits its text.
function onUp(desk, event) {
  if (desk.drawing && desk.again && event.target === document.activeElement && !desk.selection.isRange)
    desk.mode = "editing";
  desk.drawing = false;
}

function onOver(desk, event) {
  if (!desk.drawing) return;
  if (event.buttons !== 1) {
    desk.drawing = false;
    return;
  }
  const position = positionOf(desk, event.target);
  if (position?.sheet === desk.selection.sheet) desk.selection.extend(position.row, position.column);
}

// The whole column, for copying, filling or deleting. Nothing is sorted under who types.
function onHeading(desk, event) {
  const heading = event.target.closest("thead th");
  const sheet = desk.sheets.find(({ table }) => table.contains(heading));
  const column = sheet?.columns.findIndex(({ index }) => index === heading.cellIndex) ?? -1;
  if (column < 0 || !sheet.columns[column].entry) return;
  const first = sheet.next(-1, column, 1, 0);
  if (!first) return;
  desk.show(first);
  desk.selection.extend(sheet.rows.length - 1, column);
}

export function attachMouse(desk) {
  const { form } = desk;
  form.addEventListener("mousedown", (event) => onDown(desk, event));
  // Selected text is not dragged away: drawing over cells means a range.
  form.addEventListener("dragstart", (event) => {
    if (desk.cells.has(event.target)) event.preventDefault();
  });
  form.addEventListener("mouseover", (event) => onOver(desk, event));
  form.addEventListener("click", (event) => onHeading(desk, event));
  form.addEventListener("dblclick", (event) => {
    if (desk.cells.has(event.target)) desk.mode = "editing";
  });
  addEventListener("mouseup", (event) => onUp(desk, event));
}
