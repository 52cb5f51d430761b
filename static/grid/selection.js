// The cells in hand: a rectangle of a sheet between the cell with the focus and where Shift or the mouse has led.

export class Selection {
  constructor() {
    this.sheet = null;
    this.anchor = null;
    this.head = null;
    this.marked = [];
  }

  start(cell) {
    this.sheet = cell.sheet;
    this.anchor = { row: cell.row, column: cell.column };
    this.head = { ...this.anchor };
    this.show();
  }

  extend(row, column) {
    if (!this.anchor || (row === this.head.row && column === this.head.column)) return;
    this.head = { row, column };
    this.show();
  }

  clear() {
    this.sheet = this.anchor = this.head = null;
    this.show();
  }

  get isRange() {
    return this.anchor !== null && (this.anchor.row !== this.head.row || this.anchor.column !== this.head.column);
  }

  // {top, bottom, left, right}, both ends included.
  get edges() {
    const { anchor, head } = this;
    return {
      top: Math.min(anchor.row, head.row),
      bottom: Math.max(anchor.row, head.row),
      left: Math.min(anchor.column, head.column),
      right: Math.max(anchor.column, head.column),
    };
  }

  // The texts of the rectangle, line by line.
  texts() {
    const { top, bottom, left, right } = this.edges;
    const lines = [];
    for (let row = top; row <= bottom; row += 1) {
      const line = [];
      for (let column = left; column <= right; column += 1) line.push(this.sheet.textAt(row, column));
      lines.push(line);
    }
    return lines;
  }

  cells() {
    if (!this.anchor) return [];
    const { top, bottom, left, right } = this.edges;
    const found = [];
    for (let row = top; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) {
        const cell = this.sheet.at(row, column);
        if (cell) found.push(cell);
      }
    }
    return found;
  }

  show() {
    for (const holder of this.marked) holder.classList.remove("selected");
    this.marked = [];
    if (!this.isRange) return;
    const { top, bottom, left, right } = this.edges;
    for (let row = top; row <= bottom; row += 1) {
      const { cells } = this.sheet.rows[row].element;
      for (let column = left; column <= right; column += 1) {
        const holder = cells[this.sheet.columns[column].index];
        holder.classList.add("selected");
        this.marked.push(holder);
      }
    }
  }
}
