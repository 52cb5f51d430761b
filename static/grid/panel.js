// The panel beside the grid: it follows the cell, with its row's remark, reason and explanations, and the cell's story.

const WAIT = 250;

export function attachPanel(desk) {
  const { form } = desk;
  const panel = form.querySelector("[data-grid-panel]");
  if (!panel) return;
  const fields = new Map([...panel.querySelectorAll("[data-panel]")].map((own) => [own.dataset.panel, own]));
  const place = panel.querySelector("[data-story-place]");
  const stories = new Map();
  let shown = null;
  let wanted = null;
  let timer = null;

  const showRow = (key) => {
    if (key === shown) return;
    for (const [own, holder] of fields) holder.hidden = own !== key;
    shown = key;
  };
  const tell = async (name) => {
    const known = stories.get(name) ?? (await ask(form.dataset.story.replace("CELL", encodeURIComponent(name))));
    if (known === null) return;
    stories.set(name, known);
    if (wanted === name) show(place, known);
  };
  const follow = (cell) => {
    const row = cell.sheet.rows[cell.row].key;
    showRow(row);
    if (!place || !form.dataset.story) return;
    wanted = cell.name;
    if (stories.has(wanted)) show(place, stories.get(wanted));
    clearTimeout(timer);
    if (!stories.has(wanted)) timer = setTimeout(() => tell(cell.name), WAIT);
  };
  showRow(desk.sheets[0]?.rows[0]?.key ?? null);
  form.addEventListener("cell", (event) => follow(event.detail));
  form.addEventListener("reveal", (event) => {
    const own = event.detail.closest("[data-panel]");
    if (own) showRow(own.dataset.panel);
  });
  // What is saved has a new story, and so have the other cells of the form: their rules have other figures.
  form.addEventListener("settled", () => {
    stories.clear();
    clearTimeout(timer);
    if (wanted) timer = setTimeout(() => tell(wanted), WAIT);
  });
}

// The server's own markup, parsed apart: a script in it would not run.
function show(place, markup) {
  place.replaceChildren(...new DOMParser().parseFromString(markup, "text/html").body.childNodes);
}

async function ask(address) {
  const answer = await fetch(address, { redirect: "manual" }).catch(() => null);
  return answer?.ok ? answer.text() : null;
}
