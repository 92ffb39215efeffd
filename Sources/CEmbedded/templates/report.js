"use strict";
for (const button of document.querySelectorAll("button.copy")) {
  const code = button.parentElement.querySelector("code");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const selected = () => {
      const range = document.createRange();
      range.selectNodeContents(code);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      return document.execCommand("copy");
    };
    let isCopied = false;
    try {
      await navigator.clipboard.writeText(code.textContent);
      isCopied = true;
    } catch {
      // A page that is opened as a file may lack the clipboard; what is selected can be copied by hand in any case.
      isCopied = selected();
    }
    button.textContent = isCopied ? "Copied" : "Selected";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
}
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
  // One cell is a stop of the tabulator; from there arrows lead to the others.
  const stop = body.querySelector("td");
  if (stop) stop.tabIndex = 0;
  body.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!cell || !step) return;
    event.preventDefault();
    const next = body.rows[cell.parentElement.sectionRowIndex + step[0]]?.cells[cell.cellIndex + step[1]];
    if (next?.tagName !== "TD") return;
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  body.addEventListener("focusin", show);
  body.addEventListener("click", show);
  body.addEventListener("pointerover", show);
}
