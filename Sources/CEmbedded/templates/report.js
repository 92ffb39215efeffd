"use strict";
for (const table of document.querySelectorAll("table.heat")) {
  const body = table.tBodies[0];
  const headers = [...table.tHead.rows[0].cells];
  const detail = table.closest("section").querySelector("output.detail");
  const number = (row, column) => {
    const value = parseFloat(row.cells[column].textContent);
    return Number.isNaN(value) ? null : value;
  };
  const compare = (column, direction) => (left, right) => {
    if (column === 0) return direction * left.cells[0].textContent.localeCompare(right.cells[0].textContent, "en");
    const [a, b] = [number(left, column), number(right, column)];
    if (a === null || b === null) return (a === null) - (b === null);
    return direction * (a - b);
  };
  headers.forEach((header, column) => {
    header.firstElementChild.addEventListener("click", () => {
      const old = header.getAttribute("aria-sort");
      const order = old === "none" ? (column === 0 ? "ascending" : "descending") : old === "ascending" ? "descending" : "ascending";
      headers.forEach((other) => other.setAttribute("aria-sort", other === header ? order : "none"));
      body.append(...[...body.rows].sort(compare(column, order === "ascending" ? 1 : -1)));
    });
  });
  let chosen = null;
  const show = (event) => {
    const cell = event.target.closest("td");
    if (!cell || !body.contains(cell)) return;
    if (event.type === "click") {
      chosen?.classList.remove("chosen");
      cell.classList.add("chosen");
      chosen = cell;
    }
    detail.textContent = cell.title;
  };
  body.addEventListener("click", show);
  body.addEventListener("pointerover", show);
}
