// The sentences of a grid, in the reader's language: what {% grid_words %} wrote into the page.

export function gridWords(form) {
  const holder = form.querySelector("script[data-grid-words]") ?? document.querySelector("script[data-grid-words]");
  return holder ? JSON.parse(holder.textContent) : {};
}

// “{name}” in a sentence is replaced by its value.
export function filled(sentence, values) {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
}
