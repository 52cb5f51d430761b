// The grammar of figures: tonnes of rare-earth oxide as people type them, counted as whole kilograms in BigInt.
//
// common/quantities.py has the same grammar; tests/data/figures.json holds both to their examples.

const ABSURD = 10_000_000_000n;
// One kind of thousands separator, and no group of zeros in front: “0,123” is somebody's decimal comma.
const NUMBER = "(?:[1-9]\\d{0,2}(?:,\\d{3})+|[1-9]\\d{0,2}(?: \\d{3})+|\\d+)(?:\\.\\d*)?|\\.\\d+";
const FIGURE = new RegExp(`^(\\()? *([+-]?) *(${NUMBER}) *([^0-9.,+-]*)(-?)$`, "u");
const PLAIN = /^\d{1,7}(\.\d{1,3})?$/;
// Zero-width and direction marks, soft hyphens, byte order marks: nobody sees them, so they say nothing.
const INVISIBLE = /[\u00ad\u180e\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u206f]/g;
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const MINUS = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g;
const SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
const TONNES = new Set(["", "吨", "公吨", "t"]);
const OTHER_UNITS = new Set([
  "千克",
  "公斤",
  "kg",
  "克",
  "g",
  "毫克",
  "mg",
  "斤",
  "千吨",
  "kt",
  "万",
  "万吨",
  "亿",
  "亿吨",
  "%",
  "‰",
  "元",
  "万元",
]);
// What people write where there is nothing.
const NIL = new Set([
  "-",
  "/",
  "\\",
  "--",
  "---",
  "无",
  "没有",
  "零",
  "停产",
  "未生产",
  "nil",
  "none",
  "null",
  "n/a",
  "na",
]);

// What is seen of a text, in half-width characters.
export function seen(text) {
  return text
    .replace(MINUS, "-")
    .replace(INVISIBLE, "")
    .replace(FULL_WIDTH, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replaceAll("㎏", "kg")
    .replaceAll("㎎", "mg")
    .replace(SPACE, " ")
    .trim();
}

function unitOf(rest) {
  return rest
    .trim()
    .toLowerCase()
    .replace(/ *(\(reo\)|reo)$/, "")
    .trim();
}

// The unit of “(5)吨” or “(5吨)”; null where the parenthesis is not closed.
function closed(rest) {
  if (rest.startsWith(")")) return rest.slice(1);
  const trimmed = rest.trim();
  return trimmed.endsWith(")") ? trimmed.slice(0, -1) : null;
}

function kilograms(number) {
  const [whole, places = ""] = number.replace(/[, ]/g, "").split(".");
  return BigInt(whole || "0") * 1000n + BigInt(places.slice(0, 3).padEnd(3, "0"));
}

// What was typed: {kg} for a figure, {kg: null} for an empty cell, {refused: code} for anything else.
export function readFigure(text) {
  if (PLAIN.test(text)) return { kg: kilograms(text) };
  const cleaned = seen(text);
  if (TONNES.has(unitOf(cleaned))) return { kg: null };
  if (NIL.has(cleaned.toLowerCase())) return { refused: "nil_mark" };
  const found = FIGURE.exec(cleaned);
  if (!found) return { refused: "not_a_figure" };
  const [, parenthesis, sign, number, rest, signBehind] = found;
  const unit = parenthesis ? closed(rest) : rest;
  if (unit === null) return { refused: "not_a_figure" };
  if (OTHER_UNITS.has(unitOf(unit))) return { refused: "other_unit" };
  if (!TONNES.has(unitOf(unit))) return { refused: "not_a_figure" };
  const kg = kilograms(number);
  const tooFine = /[1-9]/.test((number.split(".")[1] ?? "").slice(3));
  const negative = parenthesis || sign === "-" || signBehind === "-";
  if (negative && (kg > 0n || tooFine)) return { refused: "negative" };
  if (kg >= ABSURD) return { refused: "absurd" };
  return tooFine ? { refused: "too_fine" } : { kg };
}

// Kilograms as tonnes for people: thousands separators, no idle zeros.
export function showTonnes(kg) {
  const sign = kg < 0n ? "-" : "";
  const size = kg < 0n ? -kg : kg;
  const whole = (size / 1000n).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  const places = (size % 1000n).toString().padStart(3, "0").replace(/0+$/, "");
  return sign + whole + (places ? `.${places}` : "");
}

// Kilograms as a sheet takes them: no separators.
export function plainTonnes(kg) {
  return showTonnes(kg).replaceAll(",", "");
}
