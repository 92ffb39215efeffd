// What follows needs the numbers of tasks: filters, and a page a task.
const drawingSpace = new DOMParser().parseFromString("<svg></svg>", "text/html").body.firstElementChild.namespaceURI;
function graphic(name, attributes = {}, text = "") {
  const element = document.createElementNS(drawingSpace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text) element.textContent = text;
  return element;
}
const address = () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
// A slash stays a slash: it is what people type.
const hashOf = (values) => "#" + values.toString().replaceAll("%2F", "/");

if (tasks) {
  const facts = new Map(tasks.tasks.map((task) => [task.name, task]));
  const title = (text) => make("span", { textContent: text });

  // Filters: by name, suite, size and method.
  const form = document.getElementById("filters");
  const search = make("input", { type: "search", placeholder: "part of a name" });
  const choice = (entries) => make("select", {}, entries.map(([value, text]) => make("option", { value, textContent: text })));
  const suites = [...new Set(tasks.tasks.map((task) => task.suite))].sort();
  const suite = choice([["", "all"], ...suites.map((name) => [name, name])]);
  const size = choice([["", "all"], ["small", "below 1000 rows"], ["large", "1000 rows and more"]]);
  const boxes = tasks.methods.map((method) => make("input", { type: "checkbox", value: method.name, checked: true }));
  const count = make("output");
  // The options that make a page of what is shown.
  const options = make("code");
  const copy = make("button", { type: "button", className: "copy", textContent: "Copy" });
  copies(copy, options);
  const command = make("pre", { className: "commands", hidden: true, tabIndex: 0 }, [copy, options]);
  command.setAttribute("aria-label", "Options for snnbench report");
  command.setAttribute("role", "region");
  const methods = make("fieldset", {}, [
    make("legend", { textContent: "Methods" }),
    ...boxes.map((box, place) => make("label", {}, [box, title(tasks.methods[place].title)])),
  ]);
  form.append(
    make("label", {}, [title("Task"), search]), ...(suites.length > 1 ? [make("label", {}, [title("Suite"), suite])] : []),
    make("label", {}, [title("Size"), size]), methods, count, command);
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  const isShown = (task) =>
    (!search.value || task.name.toLowerCase().includes(search.value.trim().toLowerCase())) &&
    (!suite.value || task.suite === suite.value) && (!size.value || (task.rows < 1000) === (size.value === "small"));
  const quoted = (text) => (/^[\w.,/=:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const filter = () => {
    const shown = tasks.tasks.filter(isShown);
    const on = tasks.methods.filter((method, place) => boxes[place].checked);
    // What stands for a method has one of its two names.
    out.clear();
    for (const task of tasks.tasks) if (!shown.includes(task)) out.add(task.name);
    for (const method of tasks.methods) if (!on.includes(method)) out.add(method.name).add(method.title);
    for (const row of all("tr[data-task], tr[data-method]")) row.hidden = out.has(row.dataset.task) || out.has(row.dataset.method);
    for (const head of all("th[data-method]")) {
      for (const row of head.closest("table").rows) row.cells[head.cellIndex].hidden = out.has(head.dataset.method);
    }
    for (const part of all("[data-of]")) part.toggleAttribute("hidden", out.has(part.dataset.of));
    for (const figure of all("main figure")) {
      const drawings = all(".drawing", figure);
      figure.classList.toggle("nothing", drawings.length > 0 && drawings.every((one) => one.hidden));
    }
    const isFiltered = shown.length < facts.size || on.length < boxes.length;
    for (const note of all(".filter-note")) note.hidden = !isFiltered;
    const isSome = shown.length > 0 && on.length > 0;
    count.textContent = isFiltered
      ? `${shown.length} of ${facts.size} tasks and ${on.length} of ${boxes.length} methods are shown. Ranks, means and tests stay those of all` +
        (isSome ? "; snnbench report with these options makes those of what is shown:" : ".")
      : "";
    command.hidden = !isFiltered || !isSome;
    const isSuite = suite.value && shown.length === tasks.tasks.filter((task) => task.suite === suite.value).length;
    options.textContent = [
      ...(on.length < boxes.length ? on.map((method) => `--method ${quoted(method.name)}`) : []),
      ...(isSuite ? [`--suite ${quoted(suite.value)}`] : shown.length < facts.size ? shown.map((task) => `--task ${quoted(task.name)}`) : []),
    ].join(" ");
  };
  form.addEventListener("input", () => {
    filter();
    if (facts.has(picker.value)) open(facts.get(picker.value));
    const values = address();
    const set = (key, value) => (value ? values.set(key, value) : values.delete(key));
    set("name", search.value);
    set("suite", suite.value);
    set("size", size.value);
    set("methods", boxes.every((box) => box.checked) ? "" : boxes.filter((box) => box.checked).map((box) => box.value).join(","));
    history.replaceState(null, "", values.size ? hashOf(values) : location.pathname + location.search);
  });

  // A page a task.
  const place = document.getElementById("task-page");
  const picker = choice([["", "choose a task"], ...tasks.tasks.map((task) => [task.name, task.name])]);
  const content = make("div");
  place.append(make("p", { className: "picker" }, [make("label", {}, [title("Task "), picker])]), content);
  const share = (value) => (value / 10000).toFixed(4);

  const legend = (names) =>
    make("ul", { className: "legend" }, names.map((method) => {
      const mark = make("span", { className: `mark m${method.mark}` });
      mark.style.setProperty("--c", `var(--${method.paint})`);
      return make("li", {}, [mark, method.title]);
    }));

  // A mark of one of seven shapes, as the drawings of the program have them.
  const mark = (shape, x, y, r, paint) => {
    const plus = [[-0.36, -1], [0.36, -1], [0.36, -0.36], [1, -0.36], [1, 0.36], [0.36, 0.36], [0.36, 1], [-0.36, 1], [-0.36, 0.36], [-1, 0.36], [-1, -0.36], [-0.36, -0.36]];
    const corners = [
      null, [[-0.88, -0.88], [0.88, -0.88], [0.88, 0.88], [-0.88, 0.88]], [[0, -1.15], [1.1, 0.85], [-1.1, 0.85]],
      [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]], [[0, 1.15], [1.1, -0.85], [-1.1, -0.85]], plus,
      plus.map(([a, b]) => [0.71 * (a - b), 0.71 * (a + b)]),
    ][shape];
    const look = { fill: `var(--${paint})`, stroke: "var(--surface)", "stroke-width": 1 };
    return corners
      ? graphic("polygon", { points: corners.map(([a, b]) => `${(x + a * r).toFixed(1)},${(y + b * r).toFixed(1)}`).join(" "), ...look })
      : graphic("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r, ...look });
  };

  // Axes around a field, with a function a side that places values.
  const plot = (name, description, horizontal, vertical, domain, isLogarithmic = false) => {
    const [left, top, width, height] = [52, 14, 300, 190];
    const svg = graphic("svg", { viewBox: `0 0 ${left + width + 14} ${top + height + 40}`, role: "img", "aria-label": `${name}. ${description}` });
    svg.style.maxWidth = `${left + width + 14}px`;
    svg.append(graphic("title", {}, name), graphic("desc", {}, description));
    const along = (value, [low, high]) => (value - low) / (high - low || 1);
    const log = (value) => (isLogarithmic ? Math.log10(Math.max(value, 1e-12)) : value);
    const x = (value) => left + width * along(value, domain.x);
    const y = (value) => top + height * (1 - along(log(value), domain.y.map(log)));
    const ticks = ([low, high], isLog) => {
      if (isLog) {
        const first = Math.ceil(Math.log10(low) - 1e-9);
        return Array.from({ length: Math.floor(Math.log10(high) + 1e-9) - first + 1 }, (_, i) => 10 ** (first + i)).filter((_, i, list) => i % Math.ceil(list.length / 5) === 0);
      }
      const rough = (high - low) / 4;
      const unit = 10 ** Math.floor(Math.log10(rough || 1));
      const step = [1, 2, 5, 10].map((factor) => factor * unit).find((value) => value >= rough) ?? unit;
      const list = [];
      for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) list.push(i * step);
      return list;
    };
    const text = (value, isLog) => (isLog ? value.toExponential(0).replace("e+", "e") : String(+value.toPrecision(4)));
    for (const tick of ticks(domain.y, isLogarithmic)) {
      svg.append(
        graphic("line", { x1: left, x2: left + width, y1: y(tick), y2: y(tick), stroke: "var(--rule)" }),
        graphic("text", { x: left - 5, y: y(tick) + 3.5, "text-anchor": "end", "font-size": 10, fill: "var(--muted)" }, text(tick, isLogarithmic)));
    }
    for (const tick of ticks(domain.x)) {
      svg.append(graphic("text", { x: x(tick), y: top + height + 14, "text-anchor": "middle", "font-size": 10, fill: "var(--muted)" }, text(tick)));
    }
    svg.append(
      graphic("text", { x: left + width / 2, y: top + height + 30, "text-anchor": "middle", "font-size": 10.5, fill: "var(--muted)" }, horizontal),
      graphic("text", { transform: `rotate(-90 11 ${top + height / 2})`, x: 11, y: top + height / 2, "text-anchor": "middle", "font-size": 10.5, fill: "var(--muted)" }, vertical));
    return { svg, x, y };
  };
  const figure = (drawing, caption, base, rows) => {
    const element = make("figure", {}, [make("div", { className: "drawing" }, [drawing]), make("figcaption", { textContent: caption })]);
    offer(element.lastChild, base, { svg: () => svgOfFigure(element), csv: () => lines(rows()) });
    return element;
  };
  const bounds = (values, room) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return [low - room * (high - low || 0.1), high + room * (high - low || 0.1)];
  };

  const curves = (task, names, kind) => {
    const isLoss = kind === "loss";
    const series = names.map((method) => {
      const pick = task.picks[method.name];
      const points = (pick.epochs ?? []).map((epoch, i) => [epoch, isLoss ? pick.loss[i] : pick.curve[i] === null ? null : pick.curve[i] / 1000]);
      return { method, pick, points: points.filter(([, value]) => value !== null && (!isLoss || value > 0)) };
    }).filter((one) => one.points.length);
    if (!series.length) return null;
    const values = series.flatMap((one) => one.points.map(([, value]) => value));
    const last = Math.max(...series.flatMap((one) => one.points.map(([epoch]) => epoch)));
    const domain = { x: [1, Math.max(2, last)], y: isLoss ? [Math.max(1e-6, Math.min(...values)), Math.max(...values)] : bounds(values, 0.05) };
    if (isLoss && domain.y[0] * 10 > domain.y[1]) domain.y[1] = domain.y[0] * 10;
    const words = isLoss ? "training loss" : `validation ${tasks.metric}`;
    const description = "At the last epoch: " + series.map((one) => `${one.method.title} ${+one.points.at(-1)[1].toPrecision(3)}`).join(", ") + ".";
    const { svg, x, y } = plot(`${task.name}: ${words} by epoch`, description, "epoch", words, domain, isLoss);
    for (const { method, pick, points } of series.reverse()) {
      const line = graphic("path", {
        d: points.map(([epoch, value], i) => `${i ? "L" : "M"}${x(epoch).toFixed(1)} ${y(Math.max(value, isLoss ? domain.y[0] : value)).toFixed(1)}`).join(""),
        fill: "none", stroke: `var(--${method.paint})`, "stroke-width": method.name === "snn" ? 2 : 1.3, "stroke-dasharray": method.dashes || "none",
      });
      line.append(graphic("title", {}, method.title));
      svg.append(line);
      const at = isLoss ? points.find(([, value]) => value < 1e-6) : points.find(([epoch]) => epoch >= pick.epoch);
      if (at) svg.append(mark(isLoss ? 4 : method.mark, x(at[0]), y(Math.max(at[1], isLoss ? domain.y[0] : at[1])), 4, method.paint));
    }
    const caption = isLoss
      ? "Training loss of what was picked, on a logarithmic scale; a triangle marks where it falls below a millionth."
      : `Validation ${tasks.metric} of what was picked, averaged over the ${tasks.window} epochs up to each one; a mark is at the picked epoch.`;
    const column = isLoss ? "training_loss" : `validation_${tasks.metric}`;
    return figure(svg, caption, `${task.name.replaceAll("/", "-")}-${kind}`, () => [
      ["task", "method", "epoch", column], ...series.flatMap((one) => one.points.map(([epoch, value]) => [task.name, one.method.name, epoch, value])),
    ]);
  };

  const candidates = (task, names) => {
    const points = names.flatMap((method) => {
      const list = task.picks[method.name].points ?? [];
      return Array.from({ length: list.length / 2 }, (_, i) => ({ method, x: list[2 * i] / 10000, y: list[2 * i + 1] / 10000 }));
    });
    if (!points.length) return null;
    const words = `${points.length} different results of ${names.length} methods; validation runs from ${Math.min(...points.map((p) => p.x)).toFixed(3)} to ${Math.max(...points.map((p) => p.x)).toFixed(3)}, test from ${Math.min(...points.map((p) => p.y)).toFixed(3)} to ${Math.max(...points.map((p) => p.y)).toFixed(3)}.`;
    const { svg, x, y } = plot(`${task.name}: test against validation of all configurations`, words, `validation ${tasks.metric}`, `test ${tasks.metric}`, {
      x: bounds(points.map((p) => p.x), 0.04), y: bounds(points.map((p) => p.y), 0.04),
    });
    for (const point of points) {
      const element = mark(point.method.mark, x(point.x), y(point.y), 3, point.method.paint);
      element.setAttribute("fill-opacity", 0.7);
      element.append(graphic("title", {}, `${point.method.title}: validation ${point.x.toFixed(4)}, test ${point.y.toFixed(4)}`));
      svg.append(element);
    }
    for (const method of names) {
      const pick = task.picks[method.name];
      if (pick.validation === undefined || tasks.means) continue;
      svg.append(graphic("circle", { cx: x(pick.validation / 10000), cy: y(pick.test / 10000), r: 6.5, fill: "none", stroke: `var(--${method.paint})`, "stroke-width": 1.5 }));
    }
    return figure(svg, "Every configuration of the grid, at the epoch that its own validation prefers; equal ones once. A ring is around what was picked.",
      `${task.name.replaceAll("/", "-")}-candidates`, () => [["task", "method", "validation", "test"], ...points.map((p) => [task.name, p.method.name, p.x, p.y])]);
  };

  const open = (task) => {
    const names = tasks.methods.filter((method) => task.picks[method.name] && !out.has(method.name));
    const heads = ["method", `test ${tasks.metric}`, "correct", "paper’s", "validation", "epoch", "picked", "candidates", "given up"];
    const rows = names.map((method) => {
      const pick = task.picks[method.name];
      return [method.title, share(pick.test) + (pick.spread === undefined ? "" : ` ± ${share(pick.spread)}`), pick.counts ?? "", pick.paper === undefined ? "" : share(pick.paper),
        pick.validation === undefined ? "" : share(pick.validation), pick.epoch, pick.picked, pick.candidates, pick.failed];
    });
    const isNumber = [false, true, false, true, true, true, false, true, true];
    const table = make("table", {}, [
      make("caption", { textContent: `What was picked on ${task.name}` }),
      make("thead", {}, [make("tr", {}, heads.map((text, i) => make("th", { scope: "col", textContent: text, className: isNumber[i] ? "n" : "" })))]),
      make("tbody", {}, rows.map((row) => make("tr", {}, row.map((text, i) => make("td", { textContent: text, className: isNumber[i] ? "n" : "words" }))))),
    ]);
    const box = make("div", { className: "scroll", tabIndex: 0 }, [table]);
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", `What was picked on ${task.name}`);
    const heading = make("h3", { textContent: task.name, tabIndex: -1, id: "task-title" });
    const size = task.rows === undefined ? "" : `${task.rows.toLocaleString("en")} rows, ${task.features} features, ${task.classes} classes.`;
    content.replaceChildren(heading, make("p", { className: "lead", textContent: size }), box);
    sortable(table);
    offer(box, task.name.replaceAll("/", "-"), { csv: () => csvOfTable(table) });
    const drawings = [candidates(task, names), curves(task, names, "validation"), curves(task, names, "loss")].filter(Boolean);
    if (drawings.length) content.append(legend(names), make("div", { className: "task-drawings" }, drawings));
    return heading;
  };
  const follow = () => {
    const values = address();
    search.value = values.get("name") ?? "";
    suite.value = values.get("suite") ?? "";
    size.value = values.get("size") ?? "";
    const chosen = values.get("methods")?.split(",");
    for (const box of boxes) box.checked = !chosen || chosen.includes(box.value);
    filter();
    const task = facts.get(values.get("task"));
    picker.value = task?.name ?? "";
    if (!task) {
      content.replaceChildren(...(values.has("task") ? [make("p", { textContent: `There is no task ${values.get("task")} here.` })] : []));
      return;
    }
    const heading = open(task);
    heading.focus({ preventScroll: true });
    place.closest("section").scrollIntoView();
  };
  picker.addEventListener("change", () => {
    const values = address();
    values.delete("task");
    if (picker.value) values.set("task", picker.value);
    location.hash = hashOf(values);
  });
  for (const row of all("tr[data-task]")) {
    const cell = row.cells[0];
    if (!facts.has(row.dataset.task) || cell.textContent !== row.dataset.task && !row.closest("table.heat")) continue;
    const values = new URLSearchParams({ task: row.dataset.task });
    const link = make("a", { href: hashOf(values), textContent: cell.textContent });
    cell.replaceChildren(link);
  }
  addEventListener("hashchange", () => { if (location.hash.includes("=")) follow(); });
  follow();
}
