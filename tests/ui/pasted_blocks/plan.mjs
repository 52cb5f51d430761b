// Reads {layouts, cases} from standard input; writes for each case what would go where.
import { readFileSync } from "node:fs";

import { parseBlock } from "../../../static/grid/block.js";
import { readFigure, plainTonnes } from "../../../static/grid/figures.js";
import { planPaste } from "../../../static/grid/match.js";

const { layouts, cases, figures } = JSON.parse(readFileSync(0, "utf8"));

function layoutOf(description) {
  const locked = new Set(description.locked ?? []);
  const texts = new Set(description.texts ?? []);
  const filled = description.filled ?? {};
  const kind = (row, column) => {
    if (locked.has(`${row}.${column}`)) return null;
    return texts.has(column) ? "text" : "figure";
  };
  return { ...description, kind, value: (row, column) => filled[`${row}.${column}`] ?? "" };
}

function figureOf(text, kind) {
  const { kg } = readFigure(text);
  return kind === "figure" && typeof kg === "bigint" ? plainTonnes(kg) : text;
}

const plans = cases.map(({ layout: name, start, text }) => {
  const layout = layoutOf(layouts[name]);
  const plan = planPaste(parseBlock(text), layout, start);
  const filled = plan.fills.map((fill) => [`${fill.row}.${fill.column}`, figureOf(fill.text, layout.kind(fill.row, fill.column))]);
  return {
    filled: Object.fromEntries(filled),
    leftOut: plan.leftOut.map(({ why }) => why).sort(),
    refused: plan.refused.map(({ why }) => why).sort(),
    renamed: plan.renamed.map(({ text, row }) => `${text}=${row}`),
    plain: plan.plain,
  };
});

const read = (figures ?? []).map((text) => {
  const { kg, refused } = readFigure(text);
  return { value: typeof kg === "bigint" ? plainTonnes(kg) : null, refused: refused ?? null };
});

process.stdout.write(JSON.stringify({ plans, read }));
