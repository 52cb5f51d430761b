// The entry page of a notice: what is left of a total follows the total as it is typed.
//
// [data-limit-from="id"]  on a [data-remaining] of grid.js: its data-limit is what stands in the input of that id

function follow() {
  for (const shown of document.querySelectorAll("[data-limit-from]")) {
    shown.dataset.limit = document.getElementById(shown.dataset.limitFrom).value || "0";
  }
}

// Before the grid sums up, which it does in the next frame.
document.addEventListener("input", follow, true);
