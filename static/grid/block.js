// A block of cells as spreadsheets put it on the clipboard: cells between tabs, lines between line breaks, and a
// cell that holds a tab, a line break or a quotation mark in quotation marks, with those inside doubled.

// Where the quoted cell that begins at `from` ends: behind its closing quotation mark; -1 for one that never ends.
function endOfQuoted(text, from) {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] !== '"') continue;
    if (text[at + 1] === '"') {
      at += 1;
      continue;
    }
    const next = text[at + 1];
    return next === undefined || next === "\t" || next === "\n" ? at + 1 : -1;
  }
  return -1;
}

// Lines of cells. Empty lines at the end are left away.
export function parseBlock(source) {
  const text = source
    .replace(/^\ufeff/, "")
    .replace(/\r\n?/g, "\n")
    .replace(/\0/g, "");
  const lines = [[]];
  let at = 0;
  while (at <= text.length) {
    const quotedEnd = text[at] === '"' ? endOfQuoted(text, at) : -1;
    let end = quotedEnd;
    let cell;
    if (quotedEnd >= 0) {
      cell = text.slice(at + 1, quotedEnd - 1).replaceAll('""', '"');
    } else {
      end = at;
      while (end < text.length && text[end] !== "\t" && text[end] !== "\n") end += 1;
      cell = text.slice(at, end);
    }
    lines.at(-1).push(cell.trim());
    if (text[end] === "\n") lines.push([]);
    at = end + 1;
  }
  while (lines.length > 1 && lines.at(-1).every((cell) => cell === "")) lines.pop();
  return lines;
}

export function formatBlock(lines) {
  const quoted = (cell) => (/["\t\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return lines.map((cells) => cells.map(quoted).join("\t")).join("\n");
}
