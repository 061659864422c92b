/** Tables that say what the picture says, whole: sortable, each row leading to its details. */
const Table = (() => {
  const STEP = 200;

  /** A table: a name, columns (a number column sorts by size), rows of cells with the id each row leads to. */
  const table = (name, columns, rows) => ({ name, columns, rows });
  const number = (key) => ({ key, number: true });
  const text = (key) => ({ key });

  /** All tables of a view, the first being the one shown first. */
  function tables(made) {
    const { nodes, ties } = made.all;
    const parties = nodes.filter((node) => node.item.type === "party");
    const name = new Map(nodes.map((node) => [node.id, Facts.nameOf(node.item)]));
    const listed = [partiesTable(parties, made)];
    if (made.view === "overview") listed.unshift(documentsTable());
    if (made.view === "bodies") listed.push(tiesTable(ties, name));
    if (made.view === "tasks" || made.view === "outline") listed.unshift(tasksTable(made));
    if (made.view === "tasks") listed.push(assignmentsTable(made));
    if (made.view === "outline") listed.unshift(sectionsTable(nodes));
    if (made.view === "themes") listed.unshift(themesTable(nodes, ties, name), themeTies(ties, name));
    return listed;
  }

  function partiesTable(parties, made) {
    const partners = new Map();
    const shown = new Set(parties.map((node) => node.item));
    for (const [, joined] of made.duties()) {
      for (const party of joined.keys()) {
        if (!shown.has(party)) continue;
        const known = partners.get(party) || new Set();
        for (const other of joined.keys()) if (other !== party) known.add(other);
        partners.set(party, known);
      }
    }
    const rows = parties.map((node) => ({ id: node.id, cells: [Facts.nameOf(node.item), Facts.kindOf(node.item.kind), node.size, node.lead, node.co, (partners.get(node.item) || new Set()).size] }));
    return table("table.parties", [text("name"), text("kind"), number("tasks"), number("led"), number("joined"), number("partners")], rows.sort((a, b) => b.cells[2] - a.cells[2]));
  }

  function documentsTable() {
    const within = Choice.of(State.now).tasks();
    const count = new Map(Choice.said(State.now).length ? [] : Facts.documents.map((record) => [record, 0]));
    for (const task of Facts.tasks) if (within[task.index]) count.set(task.measure.document, (count.get(task.measure.document) || 0) + 1);
    const rows = [...count].map(([record, tasks]) => ({ id: record.id, cells: [record.title, record.number, record.date, record.place, record.issuers.join("、"), tasks] }));
    rows.sort((a, b) => b.cells[2].localeCompare(a.cells[2]) || b.cells[5] - a.cells[5]);
    return table("table.documents", [text("document"), text("document.number"), text("date"), text("filter.place"), text("issuers"), number("tasks")], rows);
  }

  function tiesTable(ties, name) {
    const rows = ties.map((one) => ({ id: one.id, cells: [name.get(one.from), name.get(one.to), one.weight] }));
    return table("table.ties", [text("from"), text("to"), number("shared")], rows.sort((a, b) => b.cells[2] - a.cells[2]));
  }

  function tasksTable(made) {
    const names = (joined, role) => [...joined].filter(([, one]) => one.role === role).map(([party]) => Facts.nameOf(party)).join("、");
    const rows = [...made.duties()].map(([task, joined]) => ({ id: task.id, cells: [task.measure.document.number || task.measure.document.title, sectionOf(task), Facts.itemOf(task), task.text, names(joined, "lead"), names(joined, "co"), task.limits.join("；")] }));
    return table("table.tasks", [text("document"), text("section"), text("number"), text("text"), text("led"), text("joined"), text("limit")], rows);
  }

  function assignmentsTable(made) {
    const rows = [];
    for (const [task, joined] of made.duties()) {
      for (const [party, one] of joined) rows.push({ id: `${task.id}>${party.id}`, cells: [sectionOf(task), Facts.itemOf(task), Facts.nameOf(party), t(`role.${one.role}`), t(`basis.${one.basis}`), one.surface] });
    }
    return table("table.assignments", [text("section"), text("number"), text("party"), text("role"), text("basis"), text("text")], rows);
  }

  const sectionOf = (task) => (task.measure.section ? task.measure.section.identifier : "");

  function sectionsTable(nodes) {
    const sections = nodes.filter((node) => node.item.type === "section");
    const rows = sections.map(({ id, item, size }) => ({ id, cells: [item.identifier, Facts.nameOf(item), new Set(item.tasks.map((task) => task.measure)).size, size, new Set(item.tasks.flatMap((task) => task.assignments.map((one) => one.party))).size] }));
    return table("table.sections", [text("number"), text("name"), number("measures"), number("tasks"), number("parties")], rows);
  }

  function themesTable(nodes, ties, name) {
    const themes = nodes.filter((node) => node.item.type === "theme");
    const rows = themes.map(({ id, size }) => {
      const own = ties.filter((one) => one.from === id).sort((a, b) => b.weight - a.weight);
      return { id, cells: [name.get(id), size, own.length, own.slice(0, 3).map((one) => name.get(one.to)).join("、")] };
    });
    return table("table.themes", [text("name"), number("tasks"), number("parties"), text("busiest")], rows.sort((a, b) => b.cells[1] - a.cells[1]));
  }

  function themeTies(ties, name) {
    const rows = ties.map((one) => ({ id: one.id, cells: [name.get(one.from), name.get(one.to), one.weight] }));
    return table("table.ties", [text("theme"), text("party"), number("tasks")], rows.sort((a, b) => b.cells[2] - a.cells[2]));
  }

  let shown = null;

  /** Put the table that the state asks for into its place. */
  function show(made, state) {
    const place = Dom.byId("table");
    const all = tables(made);
    const chosen = all[Math.min(Number(state.table) || 0, all.length - 1)];
    const sorted = sort(chosen, state.sort);
    shown = sorted;
    const tabs = all.map((one, index) => Dom.button(`${t(one.name)} ${one.rows.length}`, () => State.set({ table: String(index), sort: "" }), { "aria-pressed": String(one === chosen) }));
    place.replaceChildren(Dom.make("div", { class: "tabs", role: "group", "aria-label": t("form.table") }, tabs), element(sorted, state));
  }

  function sort(chosen, order) {
    const column = parseInt(order, 10);
    if (Number.isNaN(column) || !chosen.columns[column]) return chosen;
    const down = order.endsWith("d") ? -1 : 1;
    const compare = chosen.columns[column].number ? (a, b) => a - b : new Intl.Collator("zh-CN", { numeric: true }).compare;
    return { ...chosen, rows: [...chosen.rows].sort((a, b) => down * compare(a.cells[column], b.cells[column])) };
  }

  function element(chosen, state) {
    const [sortedBy, down] = [parseInt(state.sort, 10), state.sort.endsWith("d")];
    const head = chosen.columns.map((column, index) => {
      const first = column.number ? "d" : "";
      const next = index === sortedBy ? (down ? "" : "d") : first;
      return Dom.make("th", { scope: "col", class: column.number ? "number" : null, "aria-sort": index === sortedBy ? (down ? "descending" : "ascending") : null }, Dom.button(t(column.key), () => { State.set({ sort: `${index}${next}` }, true); focusHeading(index); }));
    });
    const body = Dom.make("tbody");
    const made = Dom.make("table", {}, Dom.make("caption", {}, t("table.rows", t(chosen.name), chosen.rows.length)), Dom.make("thead", {}, Dom.make("tr", {}, head)), body);
    const wrap = Dom.make("div", {}, made);
    let count = 0;
    const more = Dom.button("", () => add());
    function add() {
      for (const row of chosen.rows.slice(count, count + STEP)) body.append(rowOf(row, chosen.columns, state));
      count = Math.min(count + STEP, chosen.rows.length);
      const rest = chosen.rows.length - count;
      more.textContent = t("more", Math.min(rest, STEP));
      more.hidden = rest === 0;
    }
    add();
    wrap.append(more);
    return wrap;
  }

  function rowOf(row, columns, state) {
    const cells = row.cells.map((value, index) => {
      const content = index === 0 ? Dom.button("", () => State.set({ sel: row.id }), { class: "link" }) : Dom.quoted(String(value));
      if (index === 0) content.append(Dom.quoted(String(value) || "–"));
      return Dom.make(index === 0 ? "th" : "td", { scope: index === 0 ? "row" : null, class: columns[index].number ? "number" : null }, content);
    });
    return Dom.make("tr", { "aria-current": row.id === state.sel ? "true" : null }, cells);
  }

  function focusHeading(index) {
    const buttons = Dom.byId("table").querySelectorAll("thead button");
    if (buttons[index]) buttons[index].focus();
  }

  /** The shown table as rows of cells, its heading first. */
  const cells = () => [shown.columns.map((column) => t(column.key)), ...shown.rows.map((row) => row.cells)];

  return { show, cells, tables };
})();
