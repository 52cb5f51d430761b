// What a block that is not plain would do, before it does it: from → to, what is left out, what is refused, and a yes.

import { filled } from "./words.js";

const MOST_LISTED = 12;

function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function byKey(list, key) {
  const groups = new Map();
  for (const one of list) {
    if (!groups.has(one[key])) groups.set(one[key], []);
    groups.get(one[key]).push(one);
  }
  return groups;
}

// A row per row of ours, a column per column that is met; above each the heading it came from.
function tableOf(plan, layout, words, lines) {
  const names = new Map([...layout.columns, ...layout.elsewhere].map((column) => [column.key, column.label]));
  const rows = new Map(layout.rows.map((row) => [row.key, row.label]));
  const columns = [...new Set([...plan.fills, ...plan.refused].filter((one) => one.row).map(({ column }) => column))];
  const table = element("table", "", "table table-sm figures");
  const head = table.createTHead().insertRow();
  head.append(element("th", words.line), element("th", words.row, "name"));
  for (const key of columns) head.append(headingOf(plan, key, names, lines));
  const body = table.createTBody();
  const cells = [...plan.fills, ...plan.refused.filter((one) => one.row && one.column)];
  for (const [line, own] of [...byKey(cells, "line")].sort(([first], [second]) => first - second)) {
    const row = body.insertRow();
    row.append(element("td", String(line + 1)), element("th", rows.get(own[0].row) ?? "", "name"));
    for (const key of columns)
      row.append(
        cellOf(
          own.find(({ column }) => column === key),
          words,
        ),
      );
  }
  return table;
}

function headingOf(plan, key, names, lines) {
  const heading = element("th", names.get(key) ?? "", "n");
  const place = [...plan.fills, ...plan.refused].find(({ column }) => column === key).place;
  const from = plan.heading < 0 ? String.fromCharCode(65 + (place % 26)) : lines[plan.heading][place];
  heading.prepend(element("span", `${from} → `, "hint"));
  return heading;
}

function cellOf(one, words) {
  const cell = element("td", "", "n");
  if (!one) return cell;
  if (one.why) {
    cell.append(element("del", one.text), element("div", words.why[one.why] ?? "", "wrong"));
  } else {
    if (one.before && one.before !== one.text) cell.append(element("del", one.before, "hint"), " ");
    cell.append(element("span", one.text || words.empty));
  }
  return cell;
}

// Reasons with the lines or headings they concern.
function reasons(title, list, words, className) {
  const section = element("section", "", className);
  if (list.length === 0) return section;
  section.append(element("h3", `${title} (${list.length})`));
  const items = element("ul");
  for (const [why, own] of byKey(list, "why")) {
    const item = element("li");
    item.append(element("strong", words.why[why] ?? why), " ");
    const shown = own
      .slice(0, MOST_LISTED)
      .map(({ line, text, now }) =>
        filled(now ? words.at_renamed : words.at_line, { line: line + 1, text: text.slice(0, 60), now }),
      );
    item.append(shown.join(words.comma) + (own.length > MOST_LISTED ? " …" : ""));
    items.append(item);
  }
  section.append(items);
  return section;
}

// Resolves to whether the person said yes.
export function askBeforePaste(desk, plan, layout, lines) {
  const { words } = desk;
  const dialog = element("dialog", "", "paste-preview");
  const heading = element("h2", words.paste_title);
  heading.id = "paste-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  const counts = { filled: plan.fills.length, ignored: plan.leftOut.length, refused: plan.refused.length };
  const how = plan.named ? words.rows_by_name : words.rows_by_position;
  const where = plan.heading < 0 ? words.columns_by_position : words.columns_by_heading;
  dialog.append(heading, element("p", filled(words.paste_counts, counts)), element("p", `${where} ${how}`, "hint"));
  const box = element("div", "", "figures-wrap");
  box.tabIndex = 0;
  if (plan.fills.length + plan.refused.filter((one) => one.row).length > 0)
    box.append(tableOf(plan, layout, words, lines));
  const wholly = plan.refused.filter((one) => !one.row);
  const buttons = element("form", "", "form-actions");
  buttons.method = "dialog";
  const yes = element("button", filled(words.paste_yes, counts), "btn btn-primary");
  yes.value = "yes";
  yes.disabled = plan.fills.length === 0;
  const no = element("button", words.paste_no, "btn btn-outline-secondary");
  no.value = "no";
  buttons.append(yes, no);
  const labels = new Map(layout.rows.map((row) => [row.key, row.label]));
  const renamed = plan.renamed.map((one) => ({ ...one, now: labels.get(one.row) }));
  dialog.append(
    reasons(words.renamed, renamed, words, "renamed"),
    reasons(words.refused, wholly, words, "refused"),
    reasons(words.left_out, plan.leftOut, words, "left-out"),
    box,
    buttons,
  );
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
    (yes.disabled ? no : yes).focus();
  });
}
