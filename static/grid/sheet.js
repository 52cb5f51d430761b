// One table of entry cells: its columns, rows and cells, as positions and as keys.

const listOf = (text) => (text ?? "").split("|").filter((name) => name.trim() !== "");

// A heading's words without what is only for the eye.
function wordsOf(heading) {
  return heading.textContent.replace(/\s+/g, " ").replace(/\*/g, "").trim();
}

export class Sheet {
  constructor(table) {
    this.table = table;
    this.section = table.closest("[data-sheet]");
    this.part = this.section?.dataset.part ?? "";
    const headings = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
    this.columns = headings
      .filter((heading) => !heading.classList.contains("name"))
      .map((heading) => ({
        heading,
        index: heading.cellIndex,
        key: heading.dataset.column ?? `column-${heading.cellIndex}`,
        label: wordsOf(heading),
        names: [wordsOf(heading), ...listOf(heading.dataset.names)],
        entry: false,
      }));
    this.rows = [...table.tBodies]
      .flatMap((body) => [...body.rows])
      .filter((row) => !row.matches(".beside, .total"))
      .map((row, at) => this.readRow(row, at));
    this.cells = this.rows.flatMap((row) => row.cells.filter(Boolean));
  }

  readRow(element, at) {
    const name = element.querySelector("th[scope=row], th.name");
    // Marks behind the name are no part of it.
    const words = [...(name?.childNodes ?? [])].filter(
      (node) => node.nodeType === Node.TEXT_NODE || node.matches?.("a"),
    );
    const label = words
      .map((node) => node.textContent)
      .join(" ")
      .replace(/\s+/g, " ")
      .trim();
    const row = {
      element,
      at,
      key: element.dataset.row ?? `row-${at}`,
      label,
      names: [label, ...listOf(element.dataset.names)],
      otherNames: listOf(element.dataset.otherNames),
    };
    row.cells = this.columns.map((column, place) => this.readCell(row, column, place));
    return row;
  }

  readCell(row, column, place) {
    const holder = row.element.cells[column.index];
    const input = holder?.querySelector("input:not([type=hidden]):not([readonly]), textarea:not([readonly])");
    if (!input || !holder.classList.contains("cell")) return null;
    column.entry = true;
    const kind = input.inputMode === "decimal" ? "figure" : "text";
    return { sheet: this, row: row.at, column: place, holder, input, name: input.name, kind, text: input.value };
  }

  at(row, column) {
    return this.rows[row]?.cells[column] ?? null;
  }

  // What is seen at a position, for copying out: an entry's text, or what a computed cell shows without separators.
  textAt(row, column) {
    const cell = this.at(row, column);
    if (cell) return cell.input.value;
    const shown = this.rows[row]?.element.cells[this.columns[column].index]?.textContent.trim() ?? "";
    return /^-?[\d,]+(\.\d+)?$/.test(shown) ? shown.replaceAll(",", "") : shown;
  }

  // The nearest entry cell from a position on, in one direction; null at the edge.
  next(row, column, down, right) {
    let [atRow, atColumn] = [row + down, column + right];
    while (atRow >= 0 && atRow < this.rows.length && atColumn >= 0 && atColumn < this.columns.length) {
      const cell = this.at(atRow, atColumn);
      if (cell) return cell;
      atRow += down;
      atColumn += right;
    }
    return null;
  }

  // Where Ctrl and an arrow lead: to the last filled cell of a run, or over empty ones to the next filled one.
  jump(row, column, down, right) {
    let cell = this.next(row, column, down, right);
    if (!cell) return null;
    const run = Boolean(this.at(row, column)?.input.value) && Boolean(cell.input.value);
    let last = cell;
    while (cell) {
      if (Boolean(cell.input.value) !== run) return run ? last : cell;
      last = cell;
      cell = this.next(cell.row, cell.column, down, right);
    }
    return last;
  }
}
