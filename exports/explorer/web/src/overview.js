/** What many documents open on: the list of the documents chosen, and how many tasks each office has in each place. */
const Overview = (() => {
  const place = Dom.byId("overview");
  const STEP = 20;
  const OFFICES = 12;
  const PLACES = 15;
  let rows = 6;
  let places = PLACES;

  function show(state) {
    place.replaceChildren(documents(state), matrix(state));
  }

  /** Documents with how many of the tasks chosen each has, the choice among documents itself left out of account. */
  function documents(state) {
    const counts = Choice.counts("document", state);
    const chosen = new Set(Choice.numbersOf("document", state));
    const all = !Choice.said(state).length; // with nothing chosen, those without a task stand in the list too
    const held = Facts.documents.filter((record) => all || counts[record.index] || chosen.has(record.index));
    held.sort((a, b) => chosen.has(b.index) - chosen.has(a.index) || b.date.localeCompare(a.date) || counts[b.index] - counts[a.index]);
    const value = (record) => Choice.axis("document").values[record.index];
    const row = (record) => {
      const link = Dom.button("", () => Facets.choose("document", value(record)), { class: "link", "aria-pressed": String(chosen.has(record.index)) });
      link.append(Dom.quoted(record.title));
      return Dom.make("tr", { "aria-current": chosen.has(record.index) ? "true" : null }, Dom.make("th", { scope: "row" }, link), Dom.make("td", {}, Dom.quoted(record.number === record.title ? "" : record.number)), Dom.make("td", { class: "date" }, record.date), Dom.make("td", { class: "place" }, Dom.quoted(record.place)), Dom.make("td", { class: "number" }, Words.count(counts[record.index])));
    };
    const head = ["document", "document.number", "date", "filter.place", "tasks"].map((key) => Dom.make("th", { scope: "col", class: key === "tasks" ? "number" : null }, t(key)));
    return Dom.make("section", { id: "documents" },
      Dom.make("h2", {}, t("documents.head", held.length)), Dom.make("p", { class: "note" }, t("documents.note")),
      Dom.make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": t("document") }, Dom.make("table", {}, Dom.make("thead", {}, Dom.make("tr", {}, head)), Dom.make("tbody", {}, held.slice(0, rows).map(row)))),
      more(held.length - rows, () => { rows += STEP; }, "more-documents"));
  }

  /** The places and offices with most of the tasks chosen, and how many tasks each office has in each place. */
  function counted(state) {
    const chosen = Choice.of(state);
    const { codes, values } = Choice.axis("office");
    const parts = chosen.parts();
    const within = chosen.tasks();
    const NOWHERE = Choice.axis("place").values.length; // of documents of which no place is known
    const place = Facts.documents.map((record) => Choice.ownPlace(record) ?? NOWHERE);
    const own = (task) => place[Facts.documentOf(task)];
    const tasks = new Map();
    for (let task = 0; task < within.length; task += 1) if (within[task]) tasks.set(own(task), (tasks.get(own(task)) || 0) + 1);
    const sums = new Int32Array(values.length);
    const cells = new Map();
    const before = new Int32Array(values.length).fill(-1);
    for (let part = 0; part < parts.length; part += 1) {
      const [office, task] = [codes[part], Choice.taskOf[part]];
      if (!parts[part] || before[office] === task) continue;
      before[office] = task;
      sums[office] += 1;
      const key = own(task) * values.length + office;
      cells.set(key, (cells.get(key) || 0) + 1);
    }
    const ranked = [...sums.keys()].filter((office) => sums[office]).sort((a, b) => sums[b] - sums[a] || a - b);
    const ordered = [...tasks].sort((a, b) => (a[0] === NOWHERE) - (b[0] === NOWHERE) || b[1] - a[1] || a[0] - b[0]);
    return { tasks: ordered, offices: ranked, count: (code, office) => cells.get(code * values.length + office) || 0 };
  }

  function matrix(state) {
    const { tasks, offices, count: countOf } = counted(state);
    const shown = offices.slice(0, OFFICES);
    const lines = tasks.slice(0, places);
    const most = Math.max(1, ...lines.flatMap(([code]) => shown.map((office) => countOf(code, office))));
    const value = (name, number) => Choice.axis(name).values[number];
    const cell = (code, office) => {
      const count = countOf(code, office);
      if (!count) return Dom.make("td", { class: "number" }, "·");
      if (!value("place", code)) return Dom.make("td", { class: "number" }, Words.count(count));
      const words = `${Choice.nameOf(value("place", code))} ${Choice.nameOf(value("office", office))}`;
      return Dom.make("td", { class: "number", style: `--share: ${Math.round(6 + (34 * count) / most)}%` }, Dom.button(Words.count(count), () => State.set({ open: "", near: "", alone: "1", place: value("place", code).key, office: value("office", office).key }), { class: "link", "aria-label": `${words} ${count}` }));
    };
    const head = shown.map((office) => Dom.make("th", { scope: "col" }, Dom.button(Choice.nameOf(value("office", office)), () => State.choose("office", value("office", office).key), { class: "link" })));
    const placed = (code) => Dom.button(Choice.nameOf(value("place", code)), () => State.set({ open: "", near: "", alone: "1", place: value("place", code).key }), { class: "link" });
    const line = ([code, count]) => Dom.make("tr", {}, Dom.make("th", { scope: "row" }, value("place", code) ? placed(code) : t("nowhere")), Dom.make("td", { class: "number" }, Words.count(count)), shown.map((office) => cell(code, office)));
    return Dom.make("section", { id: "matrix" },
      Dom.make("h2", {}, t("matrix.head")), Dom.make("p", { class: "note" }, t("matrix.note", shown.length, offices.length, lines.length, tasks.length)),
      Dom.make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": t("matrix.head") }, Dom.make("table", {}, Dom.make("thead", {}, Dom.make("tr", {}, Dom.make("th", { scope: "col" }, t("filter.place")), Dom.make("th", { scope: "col", class: "number" }, t("tasks")), head)), Dom.make("tbody", {}, lines.map(line)))),
      more(tasks.length - places, () => { places += PLACES; }, "more-places"));
  }

  function more(rest, grow, id) {
    if (rest <= 0) return null;
    return Dom.button(t("more", Math.min(rest, STEP)), () => {
      grow();
      show(State.now);
      Dom.byId(id)?.focus();
    }, { id });
  }

  return { show };
})();
