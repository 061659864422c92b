/** Search as you type: Chinese, pinyin initials, English. */
const Search = (() => {
  const MOST = 12;
  const input = Dom.byId("search");
  const found = Dom.byId("found");
  let index = [];
  let options = [];
  let active = -1;
  let from = null;

  /** What can be found: parties first, then themes, sections, tasks and documents. */
  function prepare() {
    const plain = (text) => text.toLowerCase().normalize("NFKC");
    index = [
      ...Facts.parties.map((record) => ({ record, words: [record.name, record.full, record.english, ...record.aliases].map(plain), initials: record.initials, weight: record.assignments.length })),
      ...Facts.themes.map((record) => ({ record, words: [record.zh, record.en].map(plain), initials: record.initials || [], weight: record.tasks.length })),
      ...Facts.sections.map((record) => ({ record, words: [record.title, record.identifier].map(plain), initials: [], weight: 0 })),
      ...Facts.documents.map((record) => ({ record, words: [record.title, record.number].map(plain), initials: [], weight: 0 })),
      ...Facts.tasks.map((record) => ({ record, words: [record.text, record.measure.number].map(plain), initials: [], weight: 0 })),
    ];
  }

  /** How well an entry fits: 0 not at all, more the better. */
  function fit(entry, wanted) {
    let best = 0;
    for (const word of entry.words) {
      const at = word.indexOf(wanted);
      if (at < 0) continue;
      best = Math.max(best, word === wanted ? 100 : at === 0 ? 60 : 40);
    }
    for (const letters of entry.initials) {
      const at = letters.indexOf(wanted);
      if (at >= 0) best = Math.max(best, letters === wanted ? 90 : at === 0 ? 50 : letters.endsWith(wanted) ? 45 : 30);
    }
    const rank = { party: 4, theme: 3, section: 2, document: 2, task: 1 }[entry.record.type];
    return best && best + rank * 3 + Math.min(entry.weight, 50) / 25;
  }

  function find(text) {
    const wanted = text.trim().toLowerCase().normalize("NFKC");
    if (!wanted) return [];
    return index
      .filter((entry) => !from || entry.record.type === "party")
      .map((entry) => [fit(entry, wanted), entry.record])
      .filter(([fits]) => fits > 0)
      .sort((a, b) => b[0] - a[0])
      .slice(0, MOST)
      .map(([, record]) => record);
  }

  function open() {
    options = find(input.value);
    active = options.length ? 0 : -1;
    const items = options.map((record, place) => {
      const item = Dom.make("li", { role: "option", id: `found-${place}`, "aria-selected": String(place === active), onmousedown: (event) => { event.preventDefault(); choose(record); } });
      item.append(Dom.quoted(record.type === "task" ? `${Facts.itemOf(record)} ${record.text.slice(0, 60)}` : Facts.nameOf(record)), Dom.make("small", {}, record.type === "party" ? Facts.kindOf(record.kind) : t(`type.${record.type}`)));
      return item;
    });
    if (!items.length && input.value.trim()) items.push(Dom.make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, t("found.none")));
    found.replaceChildren(...items);
    found.hidden = !items.length;
    input.setAttribute("aria-expanded", String(!found.hidden));
    mark();
  }

  function close() {
    found.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark() {
    [...found.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
    if (active >= 0) {
      input.setAttribute("aria-activedescendant", `found-${active}`);
      found.children[active].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function choose(record) {
    input.value = "";
    close();
    const start = from;
    endPicking();
    if (start && record.type === "party") State.set({ view: "bodies", sel: start.id, to: record.id, near: "" });
    else State.set({ sel: record.id, to: "", near: "" });
  }

  /** The next body that is chosen becomes the other end of a path from this one. */
  function pickEnd(record) {
    from = record;
    input.placeholder = t("search.end");
    input.focus();
  }

  function endPicking() {
    from = null;
    input.placeholder = t("search");
  }

  input.addEventListener("input", open);
  input.addEventListener("focus", () => input.value && open());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (found.hidden) open();
      if (options.length) active = (active + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length;
      mark();
    } else if (event.key === "Enter" && active >= 0 && !found.hidden) choose(options[active]);
    else if (event.key === "Escape") {
      input.value = "";
      endPicking();
      close();
    } else return;
    event.preventDefault();
  });

  return { prepare, find, pickEnd, choose, get picking() { return from; } };
})();
