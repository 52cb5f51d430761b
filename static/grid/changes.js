// A form that is sent whole by its button sends only what was changed, each field with what it was changed from.
//
// form[data-changes]   must hold input[name=was]: {name: text} as JSON, of every field as the server has it; several
//                      boxes of one name are joined by “|”. Without script everything is sent, and merged the same way.

const SEVERAL = "|";

export function attachChanges() {
  for (const form of document.querySelectorAll("form[data-changes]")) {
    const was = JSON.parse(form.elements.namedItem("was").value || "{}");
    form.addEventListener("formdata", ({ formData }) => {
      const sent = {};
      for (const [name, before] of Object.entries(was)) {
        const now = formData
          .getAll(name)
          .map((value) => String(value).replaceAll("\r\n", "\n").trim())
          .join(SEVERAL);
        if (now === before) formData.delete(name);
        else sent[name] = before;
      }
      formData.set("was", JSON.stringify(sent));
    });
  }
}
