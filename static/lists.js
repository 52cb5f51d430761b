// A list keeps its filter, order and page in its address.
//
// [data-list]   marks the page of a list: its address is kept in this tab.
// .crumbs a     leads back to a list as it was left, filter and page included.

const KEPT = "list:";

export function attachLists() {
  if (document.querySelector("[data-list]")) sessionStorage.setItem(KEPT + location.pathname, location.search);
  for (const link of document.querySelectorAll(".crumbs a")) {
    if (!link.search) link.search = sessionStorage.getItem(KEPT + link.pathname) ?? "";
  }
}
