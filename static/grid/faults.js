// What has to be mended, one after the other: the summary's links lead to their cells, and Tab goes on from there.

// Cells with a sentence, and explanations that are asked for and still empty.
function faultsOf(desk) {
  const fields = desk.form.querySelectorAll("[aria-invalid=true], [data-bad], textarea[data-asked]");
  return [...fields].filter(
    (field) => !("asked" in field.dataset) || field.value.trim() === "" || field === document.activeElement,
  );
}

function reveal(desk, field) {
  desk.form.dispatchEvent(new CustomEvent("reveal", { detail: field }));
  field.focus();
  field.select?.();
  field.scrollIntoView({ block: "center", inline: "nearest" });
}

function onTab(desk, event) {
  if (event.key !== "Tab" || event.ctrlKey || event.altKey || event.isComposing) return;
  if (!desk.cells.has(event.target) && !("asked" in event.target.dataset)) return;
  // Only who is at a fault, or was led to one, is led on.
  if (event.target !== desk.mending) return;
  const faults = faultsOf(desk);
  const order = [...desk.form.querySelectorAll("input, textarea")];
  const here = order.indexOf(event.target);
  const behind = faults.filter((field) => (event.shiftKey ? order.indexOf(field) < here : order.indexOf(field) > here));
  const next = event.shiftKey ? behind.at(-1) : behind[0];
  if (!next) return;
  event.preventDefault();
  reveal(desk, next);
}

export function attachFaults(desk) {
  const { form } = desk;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field || !form.contains(field) || !field.matches("input, textarea, select")) return;
    event.preventDefault();
    reveal(desk, field);
  });
  form.addEventListener("focusin", (event) => {
    const isFault = event.target.matches("[aria-invalid=true], [data-bad], textarea[data-asked]");
    desk.mending = isFault ? event.target : null;
  });
  form.addEventListener("keydown", (event) => onTab(desk, event));
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && form.contains(target)) setTimeout(() => reveal(desk, target), 0);
}
