// Grids of entry cells: a spreadsheet's manners for a plain form. Without script the same form is filled in and sent.
//
// What a page has to hold (all of it optional unless it says “must”):
//
// form[data-cells]                 the form around the tables; must hold
//   input[name=was]                {cell: text} as JSON: what each cell was changed from; a cell not named was empty
//   input[name=person]             the account that opened the page
//   {% grid_words %}               the sentences (quota_admin/templatetags/grid_words.py)
//   data-save="address"            where cells are sent; answers with accounts.views.cells.cells_answer
//   data-every-field               not the cells alone, every field that is filled in is sent so
//   data-autosave                  they are sent by themselves; else by the form's buttons
//   data-story="address"           answers with the panel's story of a cell; “CELL” in it is replaced by the cell's name
// button[data-then="address"]      saves, then goes there; a submit button without it saves, then sends the form
// [data-grid-state]                the line that says what is saved
// [data-grid-news]                 the line that says what a paste did; without it the line above does
// [data-grid-tools]                where the buttons for undo, redo and discard go
//
// section[data-sheet]              a table with its heading; several become tabs. data-title is the tab's text,
//   data-tab-total="key"           its tab shows this total, so that it is in sight beside another sheet
//   data-part                      and sheets of one part have the same rows: a block may carry columns of each
// table[data-grid]                 must have one thead row
//   th[data-column="key"]          a column, by the key of its cells; data-names="a|b" further headings of it;
//   th.name                        the column of the rows' names; other columns are computed or told
//   tr[data-row="key"]             a row; data-names="credit code|full name", data-other-names="former name|present name"
//   input, textarea                a cell; inputmode="decimal" makes it a figure (t REO), else it is text
//   data-part-names="a|b"          what a column “category” of a block must say for its line to belong here
//
// input[data-sum="key key"]        counts into the totals of these keys
// [data-total="key"]               shows the total
// [data-remaining="key"]           shows data-limit (t) less the total; class “over” when it is negative;
//                                  data-limit-from="id": the limit is what stands in the field with this id
//
// [data-grid-panel]                the panel beside the grid; [data-panel="row key"] in it is shown with its row,
// [data-story-place]               and here stands the story of the cell in hand
//
// A table[data-grid] outside a form[data-cells] has the same manners and saves nothing.

import { Desk } from "./grid/desk.js";
import { Sums } from "./grid/sums.js";

export function attachGrids() {
  const sums = new Sums(document);
  const forms = new Set(
    [...document.querySelectorAll("table[data-grid]")].map((table) => table.closest("form") ?? table.parentElement),
  );
  for (const form of forms) {
    new Desk(form, sums);
    // Who types in a table has its totals in sight: the box fits into the window, and its foot is at its bottom.
    form.addEventListener("focusin", (event) => {
      const box = event.target.closest(".grid-box");
      if (box && !box.contains(event.relatedTarget)) box.scrollIntoView({ block: "nearest", behavior: "instant" });
    });
  }
  for (const state of document.querySelectorAll("[data-grid-state], [data-grid-news]"))
    state.setAttribute("role", "status");
}
