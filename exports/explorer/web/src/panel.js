/** The facts of what is selected: who, which tasks, and for each the words that say so. */
const Panel = (() => {
  const STEP = 40;
  const place = Dom.byId("panel");

  function show(made, state, way) {
    const parts = partsOf(made, state, way);
    const first = !place.children.length; // where nothing is scrolled, asking for it would lay the page out twice
    place.replaceChildren(...parts.flat().filter(Boolean));
    if (!first) place.scrollTop = 0;
  }

  function partsOf(made, state, way) {
    if (Facts.byId.has(state.sel) && Facts.byId.has(state.to)) return pathParts(state, way);
    const record = Facts.byId.get(state.sel);
    if (record) return { party, task, section, document: file, theme }[record.type](record, made, state);
    if (state.sel.startsWith("c")) return community(made, state);
    if (state.sel.includes(">")) return tie(made, state);
    return welcome(made);
  }

  const heading = (name, kind, look) => [Dom.make("h2", {}, look ? Marks.glyph(look) : null, Dom.quoted(name)), Dom.make("p", { class: "kind" }, kind)];

  const list = (pairs) => Dom.make("dl", {}, pairs.filter(([, value]) => value !== "" && value !== null && value !== undefined).map(([term, value]) => [Dom.make("dt", {}, t(term)), Dom.make("dd", {}, Dom.quoted(String(value)))]));

  const actions = (...buttons) => Dom.make("div", { class: "actions" }, buttons.filter(Boolean));

  const clear = () => Dom.button(t("clear"), () => State.set({ sel: "", to: "", near: "" }));

  /** Only what is selected: among many documents a choice of the facet, in one a filter. */
  function only(state, facet, key, filter) {
    if (!Facts.many) return filter ? Dom.button(t("only"), () => State.set(filter)) : null;
    const chosen = (state[facet] || "").split("|").includes(key);
    return Dom.button(t("only"), () => State.choose(facet, key), { "aria-pressed": String(chosen) });
  }

  const keyOf = (facet, record) => (Facts.many ? Facts.facets.values[facet].key[record.index] : "");

  /** Whoever shares most tasks with a body comes to it in the picture. */
  function unfolding(record, state, made) {
    if (!Facts.many || state.view !== "bodies" || state.near || !Picture.has(record.id)) return null;
    const open = State.list("open").includes(record.id);
    return Dom.button(t(open ? "fold" : "unfold.body"), () => State.toggle("open", record.id), { "aria-pressed": String(open) });
  }

  const focus = (state) => Dom.button(t("focus"), () => State.set({ near: state.near === state.sel ? "" : state.sel }), { "aria-pressed": String(state.near === state.sel) });

  const link = (record, extra = "") => Dom.make("li", {}, Dom.button("", () => State.set({ sel: record.id, to: "" }), { class: "link" }), extra);

  function named(record, extra) {
    const item = link(record, extra === undefined ? "" : Dom.make("span", {}, typeof extra === "number" ? Words.count(extra) : extra));
    item.firstChild.append(Dom.quoted(Facts.nameOf(record)));
    return item;
  }

  function party(record, made, state) {
    const own = [];
    const partners = new Map();
    for (const [task, joined] of made.duties()) {
      if (!joined.has(record)) continue;
      own.push([task, joined.get(record)]);
      for (const other of joined.keys()) if (other !== record) partners.set(other, (partners.get(other) || 0) + 1);
    }
    const count = (role) => own.filter(([, one]) => one.role === role).length;
    own.sort((a, b) => (b[1].role === "lead") - (a[1].role === "lead"));
    const ranked = [...partners].sort((a, b) => b[1] - a[1]);
    return [
      ...heading(Facts.nameOf(record), Facts.kindOf(record.kind), Marks.kindLook(record.kind)),
      list([["full", record.full === record.name ? "" : record.full], ["english", Words.language === "zh" ? record.english : ""], ["aliases", Facts.lines(record.aliases).join("、")], ["led", count("lead")], ["joined", count("co")], ["partners", ranked.length]]),
      record.known ? null : Dom.make("p", { class: "kind" }, t("new")),
      heirs("became", record.became, "after"),
      heirs("was", record.was, "before"),
      actions(state.view === "overview" ? network(record) : focus(state), unfolding(record, state, made), only(state, "body", keyOf("body", record)), Dom.button(t("path"), () => Search.pickEnd(record)), clear()),
      ranked.length ? Dom.make("h3", {}, t("partners")) : null,
      ranked.length ? paged(ranked.map(([other, shared]) => () => named(other, shared)), "ul", "partners", 8) : null,
      Dom.make("h3", {}, `${t("tasks")} ${own.length}`),
      paged(own.map(([task, one]) => () => taskItem(task, one)), "ol", "", STEP),
    ];
  }

  /** What became of a body, or which came before it, how sure that is, and a way there where the page names it. */
  function heirs(key, list, end) {
    if (!list) return null;
    const items = list.map((one) => {
      const other = one[end];
      const item = Dom.make("li", {}, other ? Dom.button("", () => State.set({ sel: other.id, to: "" }), { class: "link" }) : Dom.quoted(one.name));
      if (other) item.firstChild.append(Dom.quoted(Facts.nameOf(other)));
      item.append(Dom.make("small", {}, t(`heir.${one.certainty}`)));
      return item;
    });
    return Dom.make("div", { class: "heirs" }, Dom.make("h3", {}, t(`heir.${key}`)), Dom.make("ul", {}, items));
  }

  const network = (record) => Dom.button(t("network.of"), () => State.set({ view: "bodies", form: "picture", near: record.id, open: "" }));

  function tie(made, state) {
    const [from, to] = state.sel.split(">").map((id) => Facts.byId.get(id));
    if (!from || !to) return groupTie(made, state);
    if (from.type === "task") return task(from, made, state, to);
    const shared = [...made.duties()].filter(([one, joined]) => joined.has(to) && (from.type === "theme" ? one.measure.themes.includes(from) : joined.get(from)?.role === "lead" && joined.get(to).role !== "lead"));
    return [
      ...heading(`${Facts.nameOf(from)} → ${Facts.nameOf(to)}`, from.type === "theme" ? t("type.theme") : t("type.tie")),
      Dom.make("ul", { class: "partners" }, named(from), named(to)),
      actions(clear()),
      Dom.make("h3", {}, `${t("shared")} ${shared.length}`),
      paged(shared.map(([one, joined]) => () => taskItem(one, joined.get(to))), "ol", "", STEP),
    ];
  }

  function groupTie(made, state) {
    const one = made.ties.find((candidate) => candidate.id === state.sel);
    const shared = one ? [...new Set(one.tasks)] : [];
    return [...heading(t("type.tie"), t("type.community")), actions(clear()), Dom.make("h3", {}, `${t("shared")} ${shared.length}`), paged(shared.map((task) => () => taskItem(task)), "ol", "", STEP)];
  }

  function task(record, made, state) {
    const { measure } = record;
    return [
      ...heading(Facts.itemOf(record), t("type.task")),
      list([["document", [measure.document.number, measure.document.title].filter(Boolean).join(" ")], ["section", Facts.sectionsOf(measure).map(Facts.nameOf).join(" / ")], ["limit", record.limits.join("；")], ["targets", record.targets.join("；")]]),
      actions(focus({ ...state, sel: record.id }), clear()),
      Dom.make("ol", {}, taskItem(record)),
      adviceList(Facts.adviceOn(record), t("advice", Facts.adviceOn(record).length)),
      handedDown(measure, "above"),
      handedDown(measure, "below"),
      Dom.make("h3", {}, t("themes")),
      Dom.make("ul", { class: "fields" }, measure.themes.map((theme, place) => fieldItem(theme, (measure.reasons || [])[place]))),
      Dom.make("h3", {}, `${t("parties")} ${record.assignments.length}`),
      Dom.make("ul", {}, record.assignments.map((one) => assignmentItem(one))),
    ];
  }

  /** What some measures carry out, and who carries them out, a document at the other end at a time, the nearest level only. */
  function handedOn(measures) {
    return ["above", "below"].flatMap((way) => {
      const found = new Map();
      for (const measure of measures) for (const link of measure[way] || []) found.set(link[way].document, [...(found.get(link[way].document) || []), link]);
      const ranked = [...found].sort((a, b) => b[1].length - a[1].length || a[0].index - b[0].index);
      return ranked.map(([other, links]) => Dom.make("details", { class: "lineage", open: ranked.length === 1 },
        Dom.make("summary", {}, Dom.quoted(t(`handed.${way}`, other.place, other.title, Words.count(links.length)))),
        paged(links.map((link) => () => pairItem(link, way)), "ul", "", 8)));
    });
  }

  /** A measure and the one that it carries out, or that carries it out: each leads to its words. */
  function pairItem(link, way) {
    const mine = link[way === "above" ? "below" : "above"];
    const item = linkItem(link, way);
    if (mine.tasks.length) item.prepend(Dom.make("p", { class: "where" }, toMeasure(mine, t("item", mine.number))), Dom.make("p", { class: "quote" }, brief(mine)));
    return item;
  }

  function toMeasure(measure, name) {
    const made = Dom.button("", () => State.set({ sel: measure.tasks[0].id, to: "" }), { class: "link" });
    made.append(Dom.quoted(name));
    return made;
  }

  const brief = (measure) => {
    const letters = [...measure.tasks[0].text];
    return letters.length > 40 ? `${letters.slice(0, 40).join("")}…` : letters.join("");
  };

  /** The measures that one carries out, or that carry it out, each with how, who leads beside, and the words. */
  function handedDown(measure, way) {
    const links = Facts.lineage(measure, way);
    if (!links.length) return null;
    return Dom.make("div", { class: "lineage" }, Dom.make("h3", {}, t(`lineage.${way}`, links.length)), paged(links.map((link) => () => linkItem(link, way)), "ul", "", 8));
  }

  function linkItem(link, way) {
    const other = link[way];
    const name = `${other.document.title} ${t("item", other.number)}`;
    const place = link[`place_${way}`];
    const item = other.tasks.length ? toMeasure(other, name) : Dom.make("span", {}, Dom.quoted(name));
    const reading = place && Facts.unpacked ? Dom.button(t("in.text"), () => Reader.open(place, name)) : null;
    return Dom.make("li", { class: "task" }, item, Dom.make("p", { class: "where" }, Dom.make("span", { class: "chip" }, Words.either(...link.kind)), Dom.make("span", { class: "chip" }, Words.either(...link.lead))), Dom.make("div", { class: "actions" }, reading));
  }

  /** A policy field of a measure, how sure that is, and what points to it. */
  function fieldItem(theme, [sureness, evidence] = ["", []]) {
    const item = named(theme, sureness);
    item.prepend(Marks.glyph(Marks.themeLook(theme)));
    item.append(...evidence.map(([way, words]) => Dom.make("small", {}, `${t(`why.${way}`)}${t("colon")}`, Dom.quoted(words))));
    return item;
  }

  function assignmentItem(one) {
    const item = named(one.party);
    item.append(" ", chip(one), basis(one));
    const { surface } = one;
    if (surface && surface !== one.party.name) item.append(Dom.quoted(`“${surface}”`));
    return item;
  }

  const chip = (one) => Dom.make("span", { class: `chip ${one.role}` }, t(`role.${one.role}`));
  const basis = (one) => Dom.make("span", { class: "chip" }, Words.has(`basis.${one.basis}`) ? t(`basis.${one.basis}`) : one.basis);

  function section(record, made) {
    const own = record.tasks;
    return [...heading(Facts.nameOf(record), t("type.section")), list([["document", record.document.number], ["measures", new Set(own.map((one) => one.measure)).size], ["tasks", own.length]]), actions(Facts.many ? null : Dom.button(t("only"), () => State.set({ section: record.id })), clear()), busiest(made, own), ...chosenOf(own)];
  }

  function theme(record, made, state) {
    return [...heading(Facts.nameOf(record), t("type.theme"), Marks.themeLook(record)), list([["tasks", record.tasks.length]]), actions(focus(state), only(state, "field", keyOf("field", record), { theme: record.id }), clear()), busiest(made, record.tasks), ...chosenOf(record.tasks)];
  }

  function file(record, made, state) {
    return [...heading(record.title, t("type.document")), list([["document.number", record.number], ["date", record.date], ["issuers", record.issuers.join("、")], ["tasks", record.tasks.length]]), actions(only(state, "document", keyOf("document", record)), clear()), handedOn(new Set(record.tasks.map((one) => one.measure))), advised(record), ...chosenOf(record.tasks)];
  }

  /** Of some tasks those that are chosen among many documents, and how many that leaves. */
  function chosenOf(tasks) {
    const own = Facts.many ? Choice.among(tasks, State.now) : tasks;
    const said = own.length < tasks.length ? t("tasks.of", Words.count(own.length), Words.count(tasks.length)) : `${t("tasks")} ${Words.count(own.length)}`;
    return [Dom.make("h3", {}, said), paged(own.map((one) => () => taskItem(one)), "ol", "", STEP)];
  }

  /** What a reader tells the drafter of a document, or why it is not here. */
  function advised(record) {
    if (!Facts.about.advised) return Facts.many ? Dom.make("p", { class: "kind" }, t("advice.none")) : null;
    return adviceList(record.advice, t("advice", record.advice.length));
  }

  function adviceList(advice, title) {
    if (!advice.length) return null;
    return Dom.make("div", { class: "advice" }, Dom.make("h3", {}, title), paged(advice.map((one) => () => adviceItem(one)), "ol", "", 8));
  }

  function adviceItem(one) {
    const said = (pair) => Dom.quoted(Words.either(...pair));
    const reading = Facts.unpacked && Dom.button(t("in.text"), () => Reader.open(one.place, Words.either(...one.title)));
    return Dom.make("li", { class: "task" }, Dom.make("p", { class: "where" }, Dom.make("span", { class: "chip" }, one.rule), Dom.make("span", { class: "chip" }, said(one.weight)), said(one.title)), Dom.make("p", {}, said(one.what)), Dom.make("p", { class: "kind" }, t("instead"), said(one.instead)), Dom.make("div", { class: "actions" }, reading || null));
  }

  function community(made, state) {
    const node = made.nodes.find((candidate) => candidate.id === state.sel);
    if (!node) return welcome(made);
    const size = (record) => record.assignments.length;
    const members = [...node.item.members].sort((a, b) => size(b) - size(a));
    return [...heading(t("community", Facts.nameOf(node.item.head), members.length - 1), t("type.community")), list([["led", node.lead], ["joined", node.co]]), actions(Dom.button(t("unfold"), () => State.toggle("open", state.sel, { sel: "" })), clear()), Dom.make("h3", {}, `${t("members")} ${members.length}`), paged(members.map((one) => () => named(one, size(one))), "ul", "partners", STEP)];
  }

  /** The bodies with most of some tasks. */
  function busiest(made, tasks) {
    const wanted = new Set(tasks);
    const count = new Map();
    for (const [one, joined] of made.duties()) if (wanted.has(one)) for (const other of joined.keys()) count.set(other, (count.get(other) || 0) + 1);
    const ranked = [...count].sort((a, b) => b[1] - a[1]);
    if (!ranked.length) return null;
    return Dom.make("div", {}, Dom.make("h3", {}, t("busiest")), paged(ranked.map(([other, shared]) => () => named(other, shared)), "ul", "partners", 8));
  }

  /** The bodies with most of the tasks chosen, by the counts of their facet. */
  function most() {
    const counts = Choice.counts("body", State.now);
    const ranked = [...counts.keys()].filter((body) => counts[body]).sort((a, b) => counts[b] - counts[a] || a - b).slice(0, 200);
    if (!ranked.length) return null;
    return Dom.make("div", {}, Dom.make("h3", {}, t("busiest")), paged(ranked.map((body) => () => named(Facts.parties[body], Words.count(counts[body]))), "ul", "partners", 8));
  }

  /** How often a body leads in the one document there is, and how often by order alone. */
  function ofAll() {
    const leads = Facts.assignments.filter((one) => one.role === "lead");
    return { leads: leads.length, inferred: leads.filter((one) => one.basis === "order").length };
  }

  function welcome(made) {
    const listed = made.view === "overview";
    const said = Facts.many ? Choice.named(State.now) : ofAll();
    const here = listed ? said.tasks : made.tasks.length;
    const chosen = Facts.many ? Choice.size(State.now) : Facts.count.tasks;
    const outlined = Facts.many && made.view === "outline";
    const files = Facts.documents.slice(0, 1).map((record) => named(record, record.date));
    return [
      Dom.make("h2", {}, t("panel")),
      Dom.make("p", {}, t("facts", ...[Facts.parties.length, Facts.count.tasks, Facts.count.assignments].map(Words.count))),
      chosen < Facts.count.tasks ? Dom.make("p", {}, t("facts.chosen", Words.count(chosen), Words.count(Facts.count.tasks))) : null,
      here < chosen ? Dom.make("p", { class: "kind" }, t(outlined ? "facts.one" : Facts.many ? "facts.nobody" : "facts.other", Words.count(here), Words.count(chosen - here))) : null,
      said.leads ? Dom.make("p", {}, t("order", Words.count(said.leads), Words.count(said.inferred))) : null,
      Dom.make("p", { class: "kind" }, t(Facts.many ? "welcome.many" : "welcome")),
      ...(Facts.many && chosen < Facts.count.tasks ? handedOn(Choice.measures(State.now)) : []),
      listed ? most() : busiest(made, made.tasks),
      Facts.many ? null : Dom.make("h3", {}, t("document")),
      Facts.many ? null : Dom.make("ul", { class: "partners" }, files),
      Facts.advice.length && !Facts.many ? actions(Dom.button(t("advice", Facts.advice.length), () => State.set({ sel: Facts.documents[0].id }))) : null,
    ];
  }

  function pathParts(state, way) {
    const [from, to] = [state.sel, state.to].map((id) => Facts.byId.get(id));
    const parts = [...heading(t("path.of", Facts.nameOf(from), Facts.nameOf(to)), ""), actions(Dom.button(t("clear"), () => State.set({ to: "" })))];
    if (!way) return [...parts, Dom.make("p", {}, t("path.none"))];
    way.ties.forEach((one, step) => {
      const [here, there] = [way.ids[step], way.ids[step + 1]].map((id) => Facts.byId.get(id));
      parts.push(Dom.make("h3", {}, Dom.quoted(`${Facts.nameOf(here)} ${one.from === here.id ? "→" : "←"} ${Facts.nameOf(there)}`)), paged([...new Set(one.tasks)].map((task) => () => taskItem(task)), "ol", "", 3));
    });
    return parts;
  }

  /** A task: where it stands, its words with the attribution marked, the way to the text and the citation. */
  function taskItem(record, one) {
    const { measure } = record;
    const where = [Facts.documents.length > 1 ? measure.document.number : "", ...Facts.sectionsOf(measure).map((part) => part.marker), Facts.itemOf(record)].filter(Boolean).join(" ");
    const head = Dom.make("p", { class: "where" }, one ? [chip(one), basis(one)] : "", Dom.button("", () => State.set({ sel: record.id, to: "" }), { class: "link" }));
    head.lastChild.append(Dom.quoted(where));
    const item = Dom.make("li", { class: `task ${one ? one.role : ""}` }, head, quotation(record));
    const cited = Dom.button(t("cite"), async () => { await Files.copy(citation(record)); cited.textContent = t("copied"); });
    const inner = record.assignments.filter((other) => !one || other.party === one.party).map((other) => other.place);
    const reading = record.place && Facts.unpacked && Dom.button(t("in.text"), () => Reader.open(record.attribution_place || record.place, `${measure.document.number} ${where}`, inner));
    item.append(Dom.make("div", { class: "actions" }, reading || null, cited));
    return item;
  }

  function quotation(record) {
    const { text, attribution } = record;
    const at = attribution ? text.lastIndexOf(attribution) : -1;
    const quote = Dom.make("p", { class: "quote", lang: "zh-CN" });
    if (!text) return Dom.make("p", { class: "kind" }, t(Facts.unpacked ? "no.text" : "packed"));
    if (at < 0) quote.append(text);
    else quote.append(text.slice(0, at), Dom.make("mark", {}, attribution), text.slice(at + attribution.length));
    return quote;
  }

  function citation(record) {
    const { measure } = record;
    const where = [...Facts.sectionsOf(measure).map((part) => part.marker), Facts.itemOf(record)].join("");
    return t("citation", measure.document.title, measure.document.number, where, record.text);
  }

  /** A list that shows its first items and the rest on demand: makers are called when their item is shown. */
  function paged(makers, tag, className, step) {
    const made = Dom.make(tag, { class: className || null });
    const more = Dom.button("", () => add());
    let count = 0;
    function add() {
      made.append(...makers.slice(count, count + step).map((maker) => maker()));
      count = Math.min(count + step, makers.length);
      const rest = makers.length - count;
      more.textContent = t("more", Math.min(rest, step));
      more.hidden = rest === 0;
    }
    add();
    return Dom.make("div", {}, made, more);
  }

  return { show };
})();
