// Buttons beside the line that says what is saved: undo, redo, and discarding what the server has not got.

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-sm btn-outline-secondary";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

export function attachTools(desk) {
  const place = desk.form.querySelector("[data-grid-tools]");
  if (!place) return;
  const { words } = desk;
  place.append(
    button(words.undo, () => desk.undo()),
    button(words.redo, () => desk.redo()),
  );
  if (!desk.form.dataset.save) return;
  place.append(
    button(words.discard, () => {
      const back = desk.saver.discard();
      desk.endEntry();
      desk.write(back.map(({ name, value }) => ({ field: desk.form.elements.namedItem(name), text: value })));
      desk.report(words.discarded.replace("{count}", back.length));
    }),
  );
}
