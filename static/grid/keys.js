// The keyboard of a spreadsheet. Nothing is taken from an input method while it composes.

const PAGE = 10;
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function go(desk, cell) {
  if (cell) desk.show(cell);
}

// Shift moves the far corner of the range; the cell with the focus stays.
function extend(desk, down, right, far) {
  const { selection } = desk;
  const { sheet, head } = selection;
  if (far) {
    const target = sheet.jump(head.row, head.column, down, right);
    if (target) selection.extend(target.row, target.column);
  } else {
    const row = Math.min(Math.max(head.row + down, 0), sheet.rows.length - 1);
    const column = Math.min(Math.max(head.column + right, 0), sheet.columns.length - 1);
    selection.extend(row, column);
  }
  sheet.rows[selection.head.row].element.cells[sheet.columns[selection.head.column].index].scrollIntoView({
    block: "nearest",
    inline: "nearest",
  });
}

function onArrow(desk, cell, event) {
  const [down, right] = ARROWS[event.key];
  const far = event.ctrlKey || event.metaKey;
  if (desk.mode === "editing") return false;
  // In a text that is being typed, left and right move in it while there is something to move to.
  if (desk.mode === "typing" && right !== 0 && cell.kind === "text") return false;
  if (event.shiftKey) extend(desk, down, right, far);
  else if (far) go(desk, cell.sheet.jump(cell.row, cell.column, down, right));
  else go(desk, cell.sheet.next(cell.row, cell.column, down, right));
  return true;
}

function rowEnd(cell, last) {
  const cells = cell.sheet.rows[cell.row].cells.filter(Boolean);
  return last ? cells.at(-1) : cells[0];
}

function onEnds(desk, cell, event) {
  if (desk.mode === "editing") return false;
  const last = event.key === "End";
  const { sheet } = cell;
  const far = event.ctrlKey || event.metaKey;
  const target = far ? sheet.cells.at(last ? -1 : 0) : rowEnd(cell, last);
  if (event.shiftKey) desk.selection.extend(target.row, target.column);
  else go(desk, target);
  return true;
}

function onPage(desk, cell, down) {
  const row = Math.min(Math.max(cell.row + down * PAGE, 0), cell.sheet.rows.length - 1);
  go(desk, cell.sheet.at(row, cell.column) ?? cell.sheet.next(row, cell.column, -down, 0));
  return true;
}

function onEscape(desk, cell) {
  if (desk.entry) {
    const { from } = desk.entry;
    desk.entry = null;
    desk.write([{ field: cell.input, text: from }]);
  } else if (!desk.saver && cell.input.value !== cell.input.defaultValue) {
    desk.change([{ cell, text: cell.input.defaultValue }]);
  }
  desk.mode = "ready";
  desk.selection.start(cell);
  cell.input.select();
  return true;
}

function onF2(desk, cell) {
  desk.mode = desk.mode === "editing" ? "typing" : "editing";
  cell.input.setSelectionRange(cell.input.value.length, cell.input.value.length);
  return true;
}

function clear(desk) {
  desk.change(desk.selection.cells().map((cell) => ({ cell, text: "" })));
  return true;
}

function onEnter(desk, cell, event) {
  if (event.altKey) return false;
  desk.endEntry();
  desk.mode = "ready";
  const target = cell.sheet.next(cell.row, cell.column, event.shiftKey ? -1 : 1, 0);
  if (target) go(desk, target);
  else cell.input.select();
  return true;
}

// The first line, or the first column, of the range into the rest of it; one cell alone takes the one above or beside it.
function fill(desk, down) {
  const { selection } = desk;
  let { top, left } = selection.edges;
  const { bottom, right } = selection.edges;
  if (down && top === bottom) top -= 1;
  if (!down && left === right) left -= 1;
  if (top < 0 || left < 0) return true;
  const changes = selection
    .cells()
    .filter((cell) => (down ? cell.row > top : cell.column > left))
    .map((cell) => ({ cell, source: down ? selection.sheet.at(top, cell.column) : selection.sheet.at(cell.row, left) }))
    .filter(({ source }) => source)
    .map(({ cell, source }) => ({ cell, text: source.input.value }));
  desk.change(changes);
  return bottom >= top && right >= left;
}

function selectAll(desk, cell) {
  if (desk.mode !== "ready") return false;
  const { sheet } = cell;
  const last = sheet.cells.at(-1);
  desk.selection.anchor = { row: sheet.cells[0].row, column: sheet.columns.findIndex(({ entry }) => entry) };
  desk.selection.extend(
    last.row,
    sheet.columns.findLastIndex(({ entry }) => entry),
  );
  return true;
}

const WITH_CONTROL = {
  z: (desk, _cell, event) => {
    if (event.shiftKey) desk.redo();
    else desk.undo();
    return true;
  },
  y: (desk) => {
    desk.redo();
    return true;
  },
  d: (desk) => fill(desk, true),
  r: (desk, _cell, event) => (event.shiftKey ? false : fill(desk, false)),
  a: selectAll,
};

const KEYS = {
  ArrowUp: onArrow,
  ArrowDown: onArrow,
  ArrowLeft: onArrow,
  ArrowRight: onArrow,
  Home: onEnds,
  End: onEnds,
  PageUp: (desk, cell) => onPage(desk, cell, -1),
  PageDown: (desk, cell) => onPage(desk, cell, 1),
  Escape: onEscape,
  F2: onF2,
  Enter: onEnter,
  Delete: (desk) => (desk.mode === "ready" ? clear(desk) : false),
  Backspace: (desk) => (desk.mode === "ready" && desk.selection.isRange ? clear(desk) : false),
};

function onKey(desk, event) {
  const cell = desk.cells.get(event.target);
  if (!cell || event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  const control = event.ctrlKey || event.metaKey;
  const action = KEYS[event.key] ?? (control && !event.altKey ? WITH_CONTROL[event.key.toLowerCase()] : undefined);
  if (action?.(desk, cell, event)) event.preventDefault();
}

export function attachKeys(desk) {
  desk.form.addEventListener("keydown", (event) => onKey(desk, event));
}
