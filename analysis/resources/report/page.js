"use strict";
// Sort a table by a click on a column's head; a second click turns the order.
for (const head of document.querySelectorAll("table th")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = head.textContent;
  head.replaceChildren(button);
  button.addEventListener("click", () => sortBy(head));
}
function sortBy(head) {
  const body = head.closest("table").tBodies[0];
  const column = head.cellIndex;
  const up = head.getAttribute("aria-sort") !== "ascending";
  for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
  const german = document.documentElement.lang === "de";
  const value = (row) => {
    const cell = row.cells[column];
    const text = cell.dataset.order || cell.textContent.trim();
    if (!cell.classList.contains("number")) return text;
    if (cell.dataset.order) return Number.isNaN(Number(cell.dataset.order)) ? -Infinity : Number(cell.dataset.order);
    const plain = german ? text.replaceAll(".", "").replace(",", ".") : text.replaceAll(",", "");
    const number = Number(plain.replace("−", "-"));
    return Number.isNaN(number) ? -Infinity : number;
  };
  const rows = [...body.rows].map((row) => [value(row), row]);
  rows.sort(([a], [b]) => (typeof a === "number" ? a - b : a.localeCompare(b, document.documentElement.lang)));
  if (!up) rows.reverse();
  body.append(...rows.map(([, row]) => row));
}
// A link to a figure opens the evidence under it.
function openEvidence() {
  const target = document.getElementById(location.hash.slice(1));
  const evidence = target && target.querySelector("details.evidence");
  if (evidence) evidence.open = true;
}
window.addEventListener("hashchange", openEvidence);
// the same link twice changes no address
document.addEventListener("click", (event) => event.target.closest('a[href^="#"]') && setTimeout(openEvidence));
openEvidence();
// Layers of the article reader are switched by a class on the section.
for (const box of document.querySelectorAll("input[data-layer]")) {
  box.addEventListener("change", () =>
    document.getElementById("articles").classList.toggle(`hide-${box.dataset.layer}`, !box.checked));
}
// Long tables get a search box: rows without the text are hidden.
for (const table of document.querySelectorAll("table")) {
  if (table.tBodies[0].rows.length < 12) continue;
  const label = document.createElement("label");
  label.className = "search";
  const input = document.createElement("input");
  input.type = "search";
  label.append(document.documentElement.lang === "de" ? "Suchen: " : "Search: ", input);
  table.closest(".scroll").before(label);
  input.addEventListener("input", () => {
    const wanted = input.value.toLocaleLowerCase();
    for (const row of table.tBodies[0].rows) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
  });
}
