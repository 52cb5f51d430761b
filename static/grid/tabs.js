// Several tables of one form as tabs, each with its total; without script they stand below each other.

function show(desk, sections, buttons, shown) {
  sections.forEach((section, place) => {
    section.hidden = section !== shown;
    buttons[place].setAttribute("aria-selected", String(section === shown));
    buttons[place].tabIndex = section === shown ? 0 : -1;
  });
}

// The sum of a table that is not in sight stands at its tab.
function totalOf(section, sums) {
  const place = document.createElement("span");
  place.className = "grid-tab-total";
  sums.register(section.dataset.tabTotal, { place });
  return place;
}

function tabFor(section, at, sums) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "grid-tab";
  button.setAttribute("role", "tab");
  section.id ||= `sheet-${at}`;
  button.id = `tab-${section.id}`;
  button.setAttribute("aria-controls", section.id);
  button.textContent = section.dataset.title;
  if (section.dataset.tabTotal) button.append(totalOf(section, sums));
  section.setAttribute("role", "tabpanel");
  section.setAttribute("aria-labelledby", button.id);
  return button;
}

// How many cells of a sheet have something to mend stands at its tab.
function count(sections, buttons) {
  sections.forEach((section, place) => {
    const wrong = section.querySelectorAll("[aria-invalid=true], [data-bad]").length;
    buttons[place].dataset.wrong = wrong || "";
  });
}

export function attachTabs(desk) {
  const { form } = desk;
  const sections = [...form.querySelectorAll("section[data-sheet]")];
  if (sections.length < 2) return;
  const list = document.createElement("div");
  list.className = "grid-tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", desk.words.tabs);
  const buttons = sections.map((section, at) => tabFor(section, at, desk.sums));
  list.append(...buttons);
  sections[0].before(list);
  const open = (section) => show(desk, sections, buttons, section);
  buttons.forEach((button, place) => button.addEventListener("click", () => open(sections[place])));
  list.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const next = (buttons.indexOf(event.target) + step + buttons.length) % buttons.length;
    open(sections[next]);
    buttons[next].focus();
    event.preventDefault();
  });
  const reveal = (field) => {
    const section = field?.closest?.("section[data-sheet]");
    if (section?.hidden) open(section);
  };
  form.addEventListener("reveal", (event) => reveal(event.detail));
  // Not while somebody types: when the hand rests.
  let resting = null;
  const countSoon = () => {
    clearTimeout(resting);
    resting = setTimeout(() => count(sections, buttons), 300);
  };
  form.addEventListener("input", countSoon);
  form.addEventListener("changed", countSoon);
  form.addEventListener("settled", countSoon);
  desk.sums.showSoon();
  open(sections.find((section) => section.querySelector("[aria-invalid=true]")) ?? sections[0]);
  count(sections, buttons);
}
