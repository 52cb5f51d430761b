// Named fields of a form as texts: what is typed, chosen or ticked. Several boxes of one name are joined by “|”.

const SEVERAL = "|";
const NO_TEXT = new Set(["hidden", "file", "submit", "button", "reset", "password"]);

// Whether the field holds something that a person fills in.
export function isFilledIn(field) {
  return Boolean(field?.name) && "value" in field && !NO_TEXT.has(field.type);
}

const boxesOf = (field) => (field instanceof RadioNodeList ? [...field] : [field]);
const isBox = (field) => ["checkbox", "radio"].includes(field.type);

export function textOf(form, name) {
  const fields = boxesOf(form.elements.namedItem(name));
  const told = fields.filter((field) => !isBox(field) || field.checked).map(({ value }) => value);
  return told.join(SEVERAL).replaceAll("\r\n", "\n").trim();
}

export function setText(field, text) {
  const chosen = new Set(text.split(SEVERAL));
  for (const one of boxesOf(field)) {
    if (isBox(one)) one.checked = chosen.has(one.value);
    else one.value = text;
  }
}

// The field of a name, the first where several have it.
export function fieldOf(form, name) {
  return boxesOf(form.elements.namedItem(name))[0] ?? null;
}
