// Dates have one form whatever language the browser speaks: 2021-10-08, typed, or chosen in the browser's calendar.
function made(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

function dress(field) {
  const words = document.body.dataset;
  const calendar = made("input", { type: "date", value: field.value, tabIndex: -1, className: "date-calendar" });
  calendar.setAttribute("aria-hidden", "true");
  for (const limit of ["min", "max"]) if (field[limit]) calendar[limit] = field[limit];
  const button = made("button", { type: "button", className: "btn btn-sm btn-outline-secondary", textContent: "▾" });
  const label = field.labels?.[0]?.firstChild?.textContent.trim() ?? "";
  button.setAttribute("aria-label", `${words.dateChoose} ${label}`.trim());
  field.type = "text";
  field.inputMode = "numeric";
  field.maxLength = 10;
  field.placeholder = words.dateForm;
  const box = made("span", { className: "date-field" });
  field.replaceWith(box);
  box.append(field, button, calendar);
  button.addEventListener("click", () => {
    calendar.value = field.value;
    calendar.showPicker();
  });
  calendar.addEventListener("input", () => {
    field.value = calendar.value;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  });
}

export function attachDates() {
  const dressAll = (part) => part.querySelectorAll('input[type="date"]:not(.date-calendar)').forEach(dress);
  dressAll(document);
  document.addEventListener("htmx:load", (event) => dressAll(event.target));
}
