// What of a pasted block goes where: by headings and names where the block has them, else by position.
//
// Knows no page. A layout says what the block meets:
//   columns   [{key, names, entry}] as they are seen, from the row's heading on; computed ones have entry: false
//   elsewhere [{key, names}]        columns of other tables that have the same rows
//   rows      [{key, names, otherNames}]  as they are seen: credit code and full name; former names
//   part      {names} or null       what this table holds, where blocks may carry a column that says so
//   kind(row, column)               "figure", "text", or null where nothing can be entered
//   value(row, column)              what stands there now

import { readFigure, seen } from "./figures.js";

const ROW_HEADINGS = new Set([
  "企业名称",
  "企业",
  "企业全称",
  "单位名称",
  "单位",
  "名称",
  "稀土企业",
  "集团名称",
  "集团",
  "稀土集团",
  "统一社会信用代码",
  "社会信用代码",
  "信用代码",
  "信用编码",
  "enterprise",
  "enterprisename",
  "nameofenterprise",
  "company",
  "name",
  "group",
  "creditcode",
  "unifiedsocialcreditcode",
  "uscc",
]);
const NUMBER_HEADINGS = new Set(["序号", "编号", "行号", "行次", "no", "no.", "#", "number"]);
const PART_HEADINGS = new Set(["类别", "指标类别", "品种", "矿种", "产品类别", "category"]);
const TOTAL = /(合计|总计|小计|共计|总和|累计合计)/;
const TOTAL_ENGLISH = /^(grand|sub)?-?totals?$|^sum$|^totalof/;
const NOTE = /^(注|备注|说明|附注|单位|填报|审核|制表|负责人|联系|日期|数据来源|来源|note|unit|source|remark)/;
const CREDIT_CODE = /^[0-9a-hj-npqrtuwxy]{18}$/;
const UNIT = /^(单位[:：]?)?(吨|公吨|t|tonnes?)?,?(\(?reo\)?)?$/;
const OTHER_UNIT = /(万|千|百|亿)?(吨|克|公斤|斤|元)|kg|kt|%|‰|万|lbs?/;
const HEADINGS_WITHIN = 12;
const LONGEST_TOTAL = 16;

// Names and headings are compared without spaces, width, case and what cannot be seen.
export function normal(text) {
  return seen(text).replace(/[\s*]/g, "").toLowerCase();
}

// A heading without its unit, and whether the unit is another one than tonnes.
export function readHeading(text) {
  const whole = normal(text);
  const found =
    /^(.+?)[([](.*)[)\]]$/.exec(whole) ?? /^(.+?)[/,，]((?:单位[:：]?)?(?:万?吨|t|kg|公斤|千克)(?:reo)?)$/.exec(whole);
  if (!found) return { whole, name: whole, otherUnit: false };
  const [, name, unit] = found;
  if (UNIT.test(unit)) return { whole, name, otherUnit: false };
  return OTHER_UNIT.test(unit) ? { whole, name, otherUnit: true } : { whole, name: whole, otherUnit: false };
}

// A name that two things have leads to neither.
function indexByName(things) {
  const index = new Map();
  things.forEach((thing) => {
    for (const name of new Set([...thing.names, ...(thing.otherNames ?? [])].map(normal))) {
      if (name) index.set(name, index.has(name) ? null : thing);
    }
  });
  return index;
}

function makeReader(layout) {
  const columns = indexByName(layout.columns);
  const elsewhere = indexByName(layout.elsewhere ?? []);
  const kindOf = (heading) => {
    const { whole, name, otherUnit } = readHeading(heading);
    if (!whole) return { kind: "empty" };
    if (ROW_HEADINGS.has(whole) || ROW_HEADINGS.has(name)) return { kind: "row" };
    if (NUMBER_HEADINGS.has(whole)) return { kind: "number" };
    if (PART_HEADINGS.has(whole)) return { kind: "part" };
    const column = columns.get(whole) ?? columns.get(name) ?? elsewhere.get(whole) ?? elsewhere.get(name);
    if (!column) return { kind: "unknown" };
    if (otherUnit) return { kind: "otherUnit", column };
    return column.entry === false ? { kind: "computed", column } : { kind: "entry", column };
  };
  return { kindOf, rows: indexByName(layout.rows) };
}

const isFigure = (text) => typeof readFigure(text).kg === "bigint";
const isName = (text) => /^[^#='"].*\p{L}.*\p{L}/su.test(text) && readFigure(text).refused === "not_a_figure";

function headingLine(lines, reader) {
  let best = { line: -1, count: 0 };
  lines.slice(0, HEADINGS_WITHIN).forEach((cells, line) => {
    const kinds = cells.map((cell) => reader.kindOf(cell).kind);
    const known = kinds.filter((kind) => !["unknown", "empty"].includes(kind)).length;
    if (known <= best.count || cells.some(isFigure)) return;
    // One word alone, such as “企业” beside a name, is no heading yet; the name of an entry column is.
    const others = kinds.filter((kind) => kind === "unknown").length;
    if (known >= 2 || others === 0 || kinds.includes("entry")) best = { line, count: known };
  });
  return best.line;
}

function columnsByHeading(headings, reader) {
  const found = headings.map(reader.kindOf);
  const times = new Map();
  for (const { kind, column } of found) {
    if (kind === "entry") times.set(column.key, (times.get(column.key) ?? 0) + 1);
  }
  return found.map((one) =>
    one.kind === "entry" && times.get(one.column.key) > 1 ? { ...one, kind: "doubled" } : one,
  );
}

// Columns that name the rows: those in which names of ours stand, and texts where only figures could go.
function columnsThatName(lines, reader, layout, start) {
  const width = Math.max(...lines.map((cells) => cells.length));
  const naming = new Set();
  for (let place = 0; place < width; place += 1) {
    const cells = lines.map((line) => line[place] ?? "").filter((cell) => cell !== "");
    if (cells.some((cell) => reader.rows.has(normal(cell)) || CREDIT_CODE.test(normal(cell)))) naming.add(place);
  }
  if (naming.size > 0) return naming;
  const first = lines.map((line) => line[0] ?? "").filter((cell) => cell !== "" && !isTotal([cell]) && !isNote([cell]));
  const target = layout.columns[start.column];
  const takesText = target && layout.rows.some((row) => layout.kind(row.key, target.key) === "text");
  const figuresBehind = lines.some((cells) => cells.slice(1).some(isFigure));
  if (figuresBehind && !takesText && first.length > 0 && first.every(isName)) naming.add(0);
  return naming;
}

function columnsByPosition(lines, reader, layout, start) {
  const width = Math.max(...lines.map((cells) => cells.length));
  const naming = columnsThatName(lines, reader, layout, start);
  const last = Math.max(-1, ...naming);
  const numbered =
    naming.size > 0 && !naming.has(0) && lines.every(([first = ""]) => first === "" || /^\d{1,4}$/.test(first));
  const behind = width - last - 1;
  // Whole lines copied from a table like ours begin behind the name, not at the cell in hand.
  const from = naming.size > 0 && behind === layout.columns.length ? 0 : start.column;
  const mapped = [];
  for (let place = 0; place < width; place += 1) {
    if (naming.has(place)) mapped.push({ kind: "row" });
    else if (place < last) mapped.push({ kind: place === 0 && numbered ? "number" : "unknown" });
    else mapped.push(byPosition(layout.columns[from + place - last - 1]));
  }
  return mapped;
}

function byPosition(column) {
  if (!column) return { kind: "outside" };
  return column.entry === false ? { kind: "computed", column } : { kind: "entry", column };
}

const firstText = (cells) => normal(cells.find((cell) => cell !== "") ?? "");

function isTotal(cells) {
  const text = firstText(cells);
  return (TOTAL.test(text) && text.length <= LONGEST_TOTAL) || TOTAL_ENGLISH.test(text);
}

function isNote(cells) {
  const filled = cells.filter((cell) => cell !== "");
  if (filled.some(isFigure)) return false;
  return NOTE.test(firstText(cells)) || (filled.length === 1 && cells.length > 1 && firstText(cells).length > 20);
}

// Which row of ours a line is about; {why} when there is none or two.
function rowOf(cells, mapped, reader) {
  const names = cells.filter((cell, place) => cell !== "" && mapped[place]?.kind === "row");
  if (names.length === 0) return { why: "no_name" };
  const found = names.map((name) => reader.rows.get(normal(name)));
  if (found.some((row, at) => row === null && reader.rows.has(normal(names[at])))) return { why: "ambiguous_row" };
  // A code that is not ours is another enterprise, whatever the name beside it.
  const foreign = names.some((name, at) => !found[at] && CREDIT_CODE.test(normal(name)));
  const rows = new Set(found.filter(Boolean));
  if (rows.size > 1 || (foreign && rows.size > 0)) return { why: "code_and_name_differ" };
  if (rows.size !== 1 || foreign) return { why: "unknown_row" };
  const [row] = rows;
  const formerly = names.find((name) => isOtherName(name, row));
  return formerly === undefined ? { row } : { row, formerly };
}

// A name that the row had before, or has since, and not the one it is shown with.
function isOtherName(name, row) {
  return (row.otherNames ?? []).some((other) => normal(other) === normal(name)) && !row.names.some((own) => normal(own) === normal(name));
}

// Headings that stand in the first column: the block lies on its side.
function isTurned(lines, reader) {
  const first = lines.map((cells) => reader.kindOf(cells[0] ?? "").kind);
  return first.length > 1 && first.filter((kind) => kind === "entry").length >= 2;
}

function linesWithRows(lines, heading, mapped, reader, layout, start) {
  const headings = heading < 0 ? "" : lines[heading].map(normal).join("\t");
  const named = mapped.some(({ kind }) => kind === "row");
  const part = mapped.findIndex(({ kind }) => kind === "part");
  let next = start.row;
  return lines.map((cells, line) => {
    const empty = cells.every((cell) => cell === "");
    if (line < heading) return { line, cells, why: empty ? "empty" : "title" };
    if (line === heading) return { line, cells, why: "heading" };
    if (empty) {
      if (!named) next += 1;
      return { line, cells, why: "empty" };
    }
    if (headings && cells.map(normal).join("\t") === headings) return { line, cells, why: "heading" };
    // A row of ours may be called a total, as the nation's is in annex 1.
    if (isTotal(cells) && !cells.some((cell) => reader.rows.get(normal(cell)))) return { line, cells, why: "total" };
    if (isNote(cells)) return { line, cells, why: "note" };
    if (part >= 0 && cells[part] && !isOfPart(cells[part], layout.part)) return { line, cells, why: "other_part" };
    if (named) return { line, cells, ...rowOf(cells, mapped, reader) };
    const row = layout.rows[next];
    next += 1;
    return row ? { line, cells, row } : { line, cells, why: "outside" };
  });
}

function isOfPart(text, part) {
  return !part || part.names.some((name) => normal(name) === normal(text));
}

function refuseDoubled(located) {
  const times = new Map();
  for (const { row } of located) if (row) times.set(row.key, (times.get(row.key) ?? 0) + 1);
  return located.map((one) =>
    one.row && times.get(one.row.key) > 1 ? { ...one, row: undefined, why: "doubled_row" } : one,
  );
}

const REFUSED_LINES = new Set(["code_and_name_differ", "ambiguous_row", "doubled_row"]);
const SILENT = new Set(["empty"]);
const HEADING_FAULTS = { unknown: "unknown_heading", doubled: "doubled_heading", otherUnit: "heading_with_other_unit" };

function placeCell(plan, layout, { line, row }, place, text, { kind, column }) {
  const at = { line, place, text };
  if (["row", "number", "part"].includes(kind)) return;
  if (kind !== "entry") {
    if (text === "") return;
    const why = HEADING_FAULTS[kind] ?? kind;
    if (plan.heading < 0 || !["unknown", "doubled", "otherUnit", "computed", "empty"].includes(kind)) {
      plan.leftOut.push({ ...at, why, row: row.key });
    } else if (kind === "empty") {
      plan.leftOut.push({ ...at, why: "no_heading", row: row.key });
    }
    return;
  }
  const to = { row: row.key, column: column.key };
  const takes = layout.kind(row.key, column.key);
  if (takes === null || takes === undefined) {
    if (text !== "") plan.leftOut.push({ ...at, ...to, why: "no_entry" });
    return;
  }
  const refused = takes === "figure" ? readFigure(text).refused : undefined;
  if (refused) plan.refused.push({ ...at, ...to, why: refused });
  else plan.fills.push({ ...at, ...to, before: layout.value(row.key, column.key) });
}

// The plan: {heading, named, renamed, fills, leftOut, refused, plain}; renamed are lines under another name of their row. A plain block holds nothing but figures for cells.
export function planPaste(lines, layout, start) {
  const reader = makeReader(layout);
  const heading = headingLine(lines, reader);
  const plan = { heading, named: false, renamed: [], fills: [], leftOut: [], refused: [], plain: false };
  if (heading < 0 && isTurned(lines, reader)) {
    plan.refused.push({ line: 0, place: 0, text: lines[0][0], why: "turned" });
    return plan;
  }
  const mapped =
    heading < 0 ? columnsByPosition(lines, reader, layout, start) : columnsByHeading(lines[heading], reader);
  plan.named = mapped.some(({ kind }) => kind === "row");
  mapped.forEach(({ kind, column }, place) => {
    if (heading < 0 || !["unknown", "doubled", "otherUnit", "computed"].includes(kind)) return;
    const said = {
      line: heading,
      place,
      text: lines[heading][place],
      why: HEADING_FAULTS[kind] ?? kind,
      column: column?.key,
    };
    (kind === "doubled" || kind === "otherUnit" ? plan.refused : plan.leftOut).push(said);
  });
  for (const one of refuseDoubled(linesWithRows(lines, heading, mapped, reader, layout, start))) {
    if (one.row) {
      if (one.formerly) plan.renamed.push({ line: one.line, text: one.formerly, row: one.row.key, why: "renamed" });
      one.cells.forEach((text, place) => placeCell(plan, layout, one, place, text, mapped[place] ?? { kind: "empty" }));
    } else if (!SILENT.has(one.why)) {
      const said = {
        line: one.line,
        place: null,
        text: one.cells.filter((cell) => cell !== "").join(" "),
        why: one.why,
      };
      (REFUSED_LINES.has(one.why) ? plan.refused : plan.leftOut).push(said);
    }
  }
  const empties = plan.fills.some(({ text, before }) => text === "" && before !== "");
  plan.plain = heading < 0 && !plan.named && plan.leftOut.length === 0 && plan.refused.length === 0 && !empties;
  return plan;
}
