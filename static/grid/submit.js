// The form's buttons: first every cell goes to the server, then the button does what it says, without the cells.

import { fieldOf } from "./fields.js";

async function onSubmit(desk, event) {
  const { form, saver } = desk;
  const button = event.submitter;
  if (!saver.saves || desk.submitting) return;
  event.preventDefault();
  desk.endEntry();
  if (button) button.disabled = true;
  desk.flushing = true;
  const saved = await saver.flush();
  // A form that is still being submitted is not submitted again, and with nothing to save it still is.
  await new Promise((resolve) => setTimeout(resolve));
  desk.flushing = false;
  if (button) button.disabled = false;
  if (!saved && desk.stale) return desk.reload();
  if (!saved) {
    const wrong = form.querySelector("[aria-invalid=true], [data-bad]");
    if (wrong) desk.show({ input: wrong });
    return;
  }
  saver.leaving = true;
  if (button?.dataset.then) {
    location.assign(button.dataset.then);
    return;
  }
  desk.submitting = true;
  form.requestSubmit(button);
}

export function attachSubmit(desk) {
  const { form, saver } = desk;
  form.addEventListener("submit", (event) => onSubmit(desk, event));
  // What is saved is not sent a second time.
  form.addEventListener("formdata", ({ formData }) => {
    if (!saver.saves) return;
    for (const name of [...formData.keys()]) {
      if (desk.byName.has(name) || desk.sends(fieldOf(form, name))) formData.delete(name);
    }
    formData.set("was", "{}");
  });
}
