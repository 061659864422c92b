/** The facets of many documents, each value with the number of tasks it would leave; what is chosen stands above them. */
const Facets = (() => {
  const form = Dom.byId("filter-form");
  const FEW = 8;
  const MANY = 200;
  const CLOSED = ["issuer", "document", "body", "due"];
  /** What a person opened, and looks for among values; no part of the address. */
  const shut = new Set(CLOSED);
  const whole = new Set();
  const wanted = new Map();

  function show(state) {
    const focused = document.activeElement && form.contains(document.activeElement) ? document.activeElement.id : "";
    const chosen = Dom.byId("chips");
    const taken = chosen.contains(document.activeElement);
    chosen.replaceChildren(...chips(state));
    if (taken) (chosen.querySelector("button") || Dom.byId("main")).focus();
    form.replaceChildren(words(state), ...Choice.names.map((name) => facet(name, state)));
    const again = focused && Dom.byId(focused);
    if (again) again.focus();
  }

  function words(state) {
    const input = Dom.make("input", { id: "by-words", type: "search", value: state.words, autocomplete: "off", onchange: (event) => State.set({ words: event.target.value.trim(), open: "", near: "" }) });
    return Dom.make("div", { class: "field" }, Dom.make("label", { class: "name", for: "by-words" }, t("words.label")), input);
  }

  /** What is chosen, each to be taken out. */
  function chips(state) {
    const said = Choice.said(state);
    if (!said.length) return [];
    const chip = (name, value) => {
      const word = Choice.nameOf(value);
      const made = Dom.button("", () => (name === "words" ? State.set({ words: "" }) : State.choose(name, value.key)), { class: "taken", "aria-label": t("take.out", word) });
      made.append(Dom.quoted(word), " ×");
      return made;
    };
    const level = state.place ? Dom.button(t("alone"), () => State.set({ alone: State.now.alone ? "" : "1", open: "", near: "" }), { id: "alone", "aria-pressed": String(Boolean(state.alone)) }) : "";
    return [Dom.make("div", { class: "chips", role: "group", "aria-label": t("chosen") }, said.flatMap(([name, , values]) => values.map((value) => chip(name, value))), level, Dom.button(t("filter.reset"), () => State.everything(), { id: "reset" }))];
  }

  function facet(name, state) {
    const chosen = new Set(Choice.numbersOf(name, state));
    const title = Words.either(...Facts.facets.names[name]);
    const place = Dom.make("div", { class: "values" });
    const fill = () => list(name, Choice.counts(name, State.now), chosen, place);
    const made = Dom.make("details", { class: "facet", id: `facet-${name}`, open: !shut.has(name) || chosen.size > 0 }, Dom.make("summary", {}, title), place);
    made.addEventListener("toggle", () => {
      shut[made.open ? "delete" : "add"](name);
      if (made.open && !place.children.length) fill();
    });
    if (made.open) fill();
    return made;
  }

  function list(name, counts, chosen, place) {
    const { values } = Choice.axis(name);
    const held = values.filter(({ number }) => counts[number] && !chosen.has(number));
    const ordered = Facts.facets.ordered.includes(name);
    if (!ordered) held.sort((a, b) => counts[b.number] - counts[a.number] || a.number - b.number);
    const word = wanted.get(name) || "";
    const found = word ? held.filter((value) => fits(value, word)) : held;
    const most = whole.has(name) || word ? MANY : FEW;
    const mine = values.filter(({ number }) => chosen.has(number));
    const shown = name === "place" ? tree(values, found, mine, most) : [...mine, ...found.slice(0, most)].map((value) => ({ value, depth: 0 }));
    if (ordered) shown.sort((a, b) => a.value.number - b.value.number);
    const rest = held.length + mine.length - shown.length;
    if (!shown.length) {
      place.replaceChildren(Dom.make("p", { class: "kind" }, word ? looking(name, counts, chosen, place) : "", t("none.left")));
      return;
    }
    place.replaceChildren(...(held.length > FEW && name !== "place" ? [looking(name, counts, chosen, place)] : []), ...shown.map((one) => row(name, one, counts, chosen)), ...(rest > 0 || whole.has(name) ? [more(name, rest, counts, chosen, place)] : []));
  }

  /** Places, each below the one it lies in: those of most tasks with what is above them, those chosen with what is below. */
  function tree(values, found, mine, most) {
    const shown = new Set(mine.map((value) => value.number));
    for (const value of found) {
      if (shown.size >= most) break;
      for (let number = value.number; number >= 0; number = values[number].parent) shown.add(number);
    }
    for (const value of mine) {
      for (let number = value.parent; number >= 0; number = values[number].parent) shown.add(number);
      for (const below of found.filter((other) => other.parent === value.number).slice(0, FEW)) shown.add(below.number);
    }
    const order = new Map([...mine, ...found].map((value, turn) => [value.number, turn]));
    const below = (parent) => [...shown].filter((number) => values[number].parent === parent).sort((a, b) => (order.get(a) ?? -1) - (order.get(b) ?? -1));
    const walk = (parent, depth) => below(parent).flatMap((number) => [{ value: values[number], depth }, ...walk(number, depth + 1)]);
    return walk(-1, 0);
  }

  function fits(value, word) {
    if (value.record && value.record.type === "party") return Spelling.fit(value.record, word) > 0;
    return Spelling.plain(`${Choice.nameOf(value)} ${value.record ? value.record.number : ""}`).includes(word);
  }

  function row(name, { value, depth }, counts, chosen) {
    const id = `${name}-${value.number}`;
    const picture = { kind: () => Marks.glyph(Marks.kindLook(value.key)), role: () => Marks.stroke(value.key), field: () => Marks.glyph(Marks.themeLook(Facts.themes[value.number])) }[name];
    const box = Dom.make("input", { id, type: "checkbox", checked: chosen.has(value.number), onchange: () => choose(name, value) });
    return Dom.make("label", { class: "choice", style: depth ? `padding-inline-start: ${depth * 0.9}rem` : null }, box, picture ? picture() : "", Dom.make("span", {}, Dom.quoted(Choice.nameOf(value))), Dom.make("output", { for: id }, Words.count(counts[value.number])));
  }

  /** Who chooses a document sees what it says; nothing else that is chosen changes what is selected. */
  function choose(name, value) {
    const taken = Choice.numbersOf(name, State.now).includes(value.number);
    State.choose(name, value.key, name === "document" ? { sel: taken ? "" : value.record.id, to: "" } : {});
  }

  function looking(name, counts, chosen, place) {
    const input = Dom.make("input", { id: `find-${name}`, type: "search", value: wanted.get(name) || "", placeholder: t("find.among"), "aria-label": `${t("find.among")} ${Words.either(...Facts.facets.names[name])}`, autocomplete: "off" });
    input.addEventListener("input", () => {
      wanted.set(name, Spelling.plain(input.value.trim()));
      list(name, counts, chosen, place);
      const again = Dom.byId(`find-${name}`);
      again.value = input.value;
      again.focus();
    });
    return input;
  }

  function more(name, rest, counts, chosen, place) {
    const action = () => {
      whole[whole.has(name) ? "delete" : "add"](name);
      list(name, counts, chosen, place);
      Dom.byId(`more-${name}`)?.focus();
    };
    return Dom.button(whole.has(name) ? (rest > 0 ? t("fewer.but", rest) : t("fewer")) : t("more.values", rest), action, { class: "link", id: `more-${name}` });
  }

  return { show, choose };
})();
