"use strict";
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const make = (name, properties = {}, children = []) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

// Commands that are copied by a click.
const copies = (button, code) => {
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
};
for (const button of all("button.copy")) copies(button, button.parentElement.querySelector("code"));

// Tables that sort by the name of a column: numbers from the largest on, texts from A on.
const sortable = (table) => {
  const body = table.tBodies[0];
  const headers = [...table.tHead.rows[0].cells];
  const number = (text) => {
    const match = /^[<>≤≥]?\s*([-+−]?[\d.]+(?:e[-+−]?\d+)?)/i.exec(text.replaceAll(",", "").trim());
    return match ? parseFloat(match[1].replaceAll("−", "-")) : null;
  };
  const text = (row, column) => row.cells[column].textContent;
  const compare = (column, direction) => {
    const isNumeric = [...body.rows].every((row) => number(text(row, column)) !== null || /^[–\s]*$/.test(text(row, column)));
    return (left, right) => {
      const [a, b] = [text(left, column), text(right, column)];
      if (!isNumeric) return direction * a.localeCompare(b, "en", { numeric: true });
      const [x, y] = [number(a), number(b)];
      if (x === null || y === null) return (x === null) - (y === null);
      return direction * (x - y);
    };
  };
  headers.forEach((header, column) => {
    const button = make("button", { type: "button", textContent: header.textContent });
    header.replaceChildren(button);
    header.setAttribute("aria-sort", header.dataset.sorted ?? "none");
    button.addEventListener("click", () => {
      const old = header.getAttribute("aria-sort");
      const isText = column === 0 || !/\d/.test(body.rows[0]?.cells[column].textContent ?? "");
      const order = old === "none" ? (isText ? "ascending" : "descending") : old === "ascending" ? "descending" : "ascending";
      headers.forEach((other) => other.setAttribute("aria-sort", other === header ? order : "none"));
      body.append(...[...body.rows].sort(compare(column, order === "ascending" ? 1 : -1)));
    });
  });
};
all("main table").forEach(sortable);

// What is wider than the screen is a stop of the tabulator, so that arrows move it.
const reach = () => {
  for (const box of all(".drawing")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
};
addEventListener("resize", reach);
reach();

// What the heat map tells about a cell.
for (const table of all("table.heat")) {
  const body = table.tBodies[0];
  const detail = table.closest("section").querySelector("output.detail");
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
  // One cell is a stop of the tabulator; from there arrows lead to the others that are shown.
  const stop = body.querySelector("td");
  if (stop) stop.tabIndex = 0;
  body.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!cell || !step) return;
    event.preventDefault();
    let [row, column] = [cell.parentElement.sectionRowIndex, cell.cellIndex];
    let next;
    do {
      row += step[0];
      column += step[1];
      next = body.rows[row]?.cells[column];
    } while (next && (next.hidden || next.parentElement.hidden));
    if (next?.tagName !== "TD") return;
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  body.addEventListener("focusin", show);
  body.addEventListener("click", show);
  body.addEventListener("pointerover", show);
}

// Numbers and drawings as files.
const save = (name, text, type) => {
  const link = make("a", { download: name, href: URL.createObjectURL(new Blob([text], { type })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};
const field = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
// A spreadsheet takes what begins so for a formula.
const safe = (text) => (/^[=+@\t\r-]/.test(text) && !/^[-+]?[\d.]+(e[-+]?\d+)?$/i.test(text) ? "'" + text : text);
const lines = (rows) => rows.map((row) => row.map((cell) => field(safe(String(cell ?? "")))).join(",") + "\n").join("");
const csvOfTable = (table) =>
  lines([...table.rows].filter((row) => !row.hidden).map((row) => [...row.cells].filter((cell) => !cell.hidden).map((cell) => cell.textContent)));
// What the filters hide: full names of tasks, and both names of methods.
const out = new Set();
// A table as text without the rows of what is hidden.
const csvOfShown = (text) => {
  const rows = text.split("\n").filter(Boolean);
  const columns = rows[0].split(",").flatMap((name, place) => (name === "task" || name === "method" ? [place] : []));
  const cells = (row) => [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
  return rows.filter((row) => !columns.some((place) => out.has(cells(row)[place]))).join("\n") + "\n";
};
const tasks = JSON.parse(document.getElementById("task-data")?.textContent ?? "null");
const csvOfCurves = (names, kind) => {
  const rows = [["task", "method", "epoch", kind === "loss" ? "training_loss" : "validation_" + tasks.metric]];
  for (const task of tasks.tasks.filter((one) => names.includes(one.name) && !out.has(one.name))) {
    for (const method of tasks.methods.filter((one) => !out.has(one.name))) {
      const pick = task.picks[method.name];
      (pick?.epochs ?? []).forEach((epoch, place) => {
        const value = kind === "loss" ? pick.loss[place] : pick.curve[place] === null ? null : pick.curve[place] / 1000;
        if (value !== null) rows.push([task.name, method.name, epoch, value]);
      });
    }
  }
  return lines(rows);
};
// A drawing as a file of its own: with a size, on the page's ground, in the colours of the moment.
const alone = (root) => {
  const style = getComputedStyle(document.documentElement);
  const box = root.getAttribute("viewBox").split(" ");
  root.setAttribute("width", box[2]);
  root.setAttribute("height", box[3]);
  root.setAttribute("font-family", "Helvetica, Arial, sans-serif");
  root.removeAttribute("style");
  all("[hidden]", root).forEach((one) => one.remove());
  all("[data-of]", root).forEach((one) => one.removeAttribute("data-of"));
  const heads = all(":scope > title, :scope > desc", root);
  root.prepend(...heads, graphic("rect", { x: 0, y: 0, width: box[2], height: box[3], fill: "var(--surface)" }));
  return new XMLSerializer().serializeToString(root).replace(/var\((--[\w-]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
};
// The heat map as it is sorted and filtered.
const svgOfHeatMap = (figure) => {
  const rows = [...figure.querySelector("table").rows].filter((row) => !row.hidden).map((row) => [...row.cells].filter((cell) => !cell.hidden));
  const room = (cells) => 6.7 * Math.max(...cells.map((cell) => cell.textContent.length));
  const first = room(rows.map((row) => row[0])) + 16;
  const width = Math.max(58, room(rows[0].slice(1)) + 10);
  const text = (x, y, element, more) => graphic("text", { x, y, "font-size": 11, fill: getComputedStyle(element).color, ...more }, element.textContent);
  const root = graphic("svg", { role: "img" });
  const caption = figure.querySelector("figcaption").textContent;
  root.append(graphic("title", {}, caption), graphic("desc", {}, "One row a task, one column a method."));
  let x = 8;
  for (const item of all(".heat-legend li", figure)) {
    const key = getComputedStyle(item.firstElementChild);
    root.append(graphic("rect", { x, y: 6, width: 11, height: 11, fill: key.backgroundColor, stroke: "var(--rule)" }), text(x + 15, 15.5, item));
    x += 32 + 6.3 * item.textContent.length;
  }
  rows.forEach((row, line) => row.forEach((cell, column) => {
    const [left, top] = [first + (column - 1) * width, 30 + line * 18];
    if (!column) return root.append(text(8, top + 13, cell));
    if (line && /\bq\d/.test(cell.className)) root.append(graphic("rect", { x: left + 0.5, y: top + 0.5, width: width - 1, height: 17, fill: getComputedStyle(cell).backgroundColor }));
    root.append(text(left + width / 2, top + 13, line ? cell : cell.firstElementChild ?? cell, { "text-anchor": "middle" }));
  }));
  root.setAttribute("viewBox", `0 0 ${Math.ceil(Math.max(x, first + (rows[0].length - 1) * width + 8))} ${38 + rows.length * 18}`);
  return alone(root);
};
const svgOfFigure = (figure) => {
  const panels = all(".drawing", figure).filter((one) => !one.hidden);
  const drawings = panels.flatMap((one) => all("svg", one));
  const root = drawings.length === 1 ? drawings[0].cloneNode(true) : graphic("svg", { role: "img" });
  const keys = all(".legend li", figure).filter((item) => !item.hidden);
  const legend = keys.map((item) => item.textContent);
  if (!drawings.length) root.setAttribute("viewBox", "0 0 300 20");
  if (drawings.length > 1) {
    const columns = Math.min(3, drawings.length);
    const [width, height] = [0, 1].map((side) => Math.max(...drawings.map((one) => one.viewBox.baseVal[side ? "height" : "width"])));
    const top = legend.length ? 24 : 0;
    root.setAttribute("viewBox", `0 0 ${columns * width} ${top + Math.ceil(drawings.length / columns) * height}`);
    keys.forEach((item, place) => {
      const paint = item.firstElementChild.style.getPropertyValue("--c");
      root.append(graphic("text", { x: 14 + (place * columns * width) / legend.length, y: 16, "font-size": 12, fill: paint }, item.textContent));
    });
    drawings.forEach((one, place) => {
      const group = graphic("g", { transform: `translate(${(place % columns) * width} ${top + Math.floor(place / columns) * height})` });
      group.append(...[...one.cloneNode(true).children]);
      root.append(group);
    });
  }
  return alone(root);
};
const offer = (place, base, forms) => {
  const buttons = Object.entries(forms).map(([form, text]) => {
    const button = make("button", { type: "button", textContent: form.toUpperCase() });
    button.setAttribute("aria-label", `Save ${base} as ${form.toUpperCase()}`);
    button.addEventListener("click", () => save(`${base}.${form}`, text(), form === "csv" ? "text/csv" : "image/svg+xml"));
    return button;
  });
  place.after(make("p", { className: "saves" }, buttons));
};
for (const section of all("main section")) {
  all("figure", section).forEach((figure, place) => {
    const own = figure.querySelector("template.csv");
    const table = section.querySelector("table");
    const forms = { svg: () => (figure.matches(".heat-figure") ? svgOfHeatMap : svgOfFigure)(figure) };
    if (own) forms.csv = () => csvOfShown(own.content.textContent);
    else if (figure.dataset.curves && tasks) forms.csv = () => csvOfCurves(figure.dataset.tasks.split("\n"), figure.dataset.curves);
    else if (table) forms.csv = () => csvOfTable(table);
    offer(figure.querySelector("figcaption"), section.id + (place ? `-${place + 1}` : ""), forms);
  });
  all(":scope > div.scroll", section).forEach((box, place) => {
    offer(box, `${section.id}-table` + (place ? `-${place + 1}` : ""), { csv: () => csvOfTable(box.querySelector("table")) });
  });
}
