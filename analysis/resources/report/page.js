"use strict";
const german = document.documentElement.lang === "de";
const language = document.documentElement.lang;
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
  const value = (row) => {
    const cell = row.cells[column];
    const text = cell.dataset.order || cell.textContent.trim();
    if (!cell.classList.contains("number")) return text;
    if (cell.dataset.order) return Number.isNaN(Number(cell.dataset.order)) ? -Infinity : Number(cell.dataset.order);
    // of „2 von 45“ the number in all counts
    const last = text.split(" ").pop();
    const plain = german ? last.replaceAll(".", "").replace(",", ".") : last.replaceAll(",", "");
    const number = Number(plain.replace("−", "-"));
    return text === "" || Number.isNaN(number) ? -Infinity : number;
  };
  const rows = [...body.rows].map((row) => [value(row), row]);
  rows.sort(([a], [b]) => (typeof a === "number" ? a - b : a.localeCompare(b, language)));
  if (!up) rows.reverse();
  body.append(...rows.map(([, row]) => row));
}
// A link to a figure opens the evidence under it; a link from a bar, cell or row opens its own group.
function openEvidence() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (const old of document.querySelectorAll(".current")) old.classList.remove("current");
  const evidence = target.matches("details") ? target : target.querySelector("details.evidence");
  if (evidence) evidence.open = true;
  const groups = evidence?.querySelectorAll("details.group");
  if (groups?.length && !evidence.querySelector("details.group[open]")) groups[0].open = true;
  for (let e = target.parentElement; e; e = e.parentElement) if (e.matches("details")) e.open = true;
  if (!target.matches("details")) return;
  target.classList.add("current");
  target.scrollIntoView({ block: "center" });
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
// Long tables get a search box, and a choice of outlets where they have some: other rows are hidden.
for (const table of document.querySelectorAll("table")) {
  if (table.tBodies[0].rows.length < 12) continue;
  const rows = [...table.tBodies[0].rows];
  const input = Object.assign(document.createElement("input"), { type: "search" });
  const choice = document.createElement("select");
  const place = table.closest(".scroll");
  const add = (text, control) => {
    const label = Object.assign(document.createElement("label"), { className: "search" });
    label.append(text, control);
    place.before(label);
  };
  const outlet = (row) => row.querySelector("[data-filter]")?.textContent;
  const outlets = [...new Set(rows.map(outlet).filter(Boolean))].sort((a, b) => a.localeCompare(b, language));
  add(german ? "Suchen: " : "Search: ", input);
  if (outlets.length > 1) {
    choice.append(new Option(german ? "alle" : "all", ""), ...outlets.map((name) => new Option(name, name)));
    add(german ? "Medium: " : "Outlet: ", choice);
  }
  const show = () => {
    const wanted = input.value.toLocaleLowerCase();
    for (const row of rows)
      row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted) ||
        (choice.value !== "" && outlet(row) !== choice.value);
  };
  input.addEventListener("input", show);
  choice.addEventListener("change", show);
}
// A citation is copied by a button; without it, it is selected by a click.
for (const text of document.querySelectorAll(".cite p")) {
  const button = Object.assign(document.createElement("button"), { type: "button" });
  button.textContent = german ? "Kopieren" : "Copy";
  text.after(button);
  button.addEventListener("click", () => {
    getSelection().selectAllChildren(text);
    if (document.execCommand("copy")) button.textContent = german ? "Kopiert" : "Copied";
  });
}
