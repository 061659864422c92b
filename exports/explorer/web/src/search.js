/** Search as you type: several words in any order, Chinese, whole pinyin or its initials, English. */
const Search = (() => {
  const MOST = 12;
  const RANK = { party: 4, theme: 3, section: 2, document: 2, task: 1 };
  const input = Dom.byId("search");
  const found = Dom.byId("found");
  let index = null;
  let options = [];
  let active = -1;
  let from = null;

  /** What can be found: parties, themes, sections, documents and tasks, each with its words; made when it is first asked for. */
  function entries() {
    if (index && index.unpacked === Facts.unpacked) return index.list;
    const { plain } = Spelling;
    const entry = (record, ...words) => ({ record, text: plain(words.join("\n")), heads: words.slice(0, 2).map(plain) });
    const list = [
      ...Facts.parties.map((record) => ({ record })),
      ...Facts.themes.map((record) => entry(record, record.zh, record.en)),
      ...Facts.sections.map((record) => entry(record, record.title, record.identifier)),
      ...Facts.documents.map((record) => entry(record, record.title, record.number, record.place)),
      ...Facts.tasks.map((record) => entry(record, record.text, record.measure.number)),
    ];
    index = { list, unpacked: Facts.unpacked };
    return list;
  }

  /** How well an entry fits all of some words: 0 if it holds not every one, more the better. */
  function fit(entry, words) {
    let least = Infinity;
    for (const word of words) {
      const best = entry.record.type === "party" ? Spelling.fit(entry.record, word) : Math.max(...entry.heads.map((head) => Spelling.within(head, word)), entry.text.includes(word) ? 40 : 0);
      if (!best) return 0;
      least = Math.min(least, best);
    }
    const { record } = entry;
    const weight = record.type === "party" ? record.assignments.length : record.type === "theme" ? record.tasks.length : 0;
    return least + RANK[record.type] * 3 + Math.min(weight, 50) / 25;
  }

  /** A body that bears some words and a task whose bodies bear each of them, in any order, are hits alike. */
  function tasksOfAll(words) {
    if (words.length < 2) return [];
    const sets = words.map((word) => new Set(Facts.parties.filter((party) => Spelling.fit(party, word)).flatMap((party) => party.assignments.map((one) => one.task))));
    const [least, ...others] = sets.sort((a, b) => a.size - b.size);
    return [...least].filter((task) => others.every((set) => set.has(task)));
  }

  /** All that fits, the best first; of several words also the tasks of bodies that bear them one each. */
  function find(text) {
    const words = Spelling.words(text);
    if (!words.length) return [];
    const hits = entries()
      .filter((entry) => !from || entry.record.type === "party")
      .map((entry) => [fit(entry, words), entry.record])
      .filter(([fits]) => fits > 0)
      .sort((a, b) => b[0] - a[0])
      .map(([, record]) => record);
    return from ? hits : [...new Set([...hits, ...tasksOfAll(words)])];
  }

  function open() {
    const hits = find(input.value);
    options = hits.slice(0, MOST);
    const filtering = Facts.many && !from && input.value.trim() ? [{ type: "words", words: input.value.trim() }] : [];
    options.push(...filtering);
    active = hits.length ? 0 : options.length - 1;
    const items = options.map((record, place) => {
      const item = Dom.make("li", { role: "option", id: `found-${place}`, "aria-selected": String(place === active), onmousedown: (event) => { event.preventDefault(); choose(record); } });
      if (record.type === "words") item.append(Dom.make("b", {}, t("found.filter", record.words)));
      else item.append(Dom.quoted(record.type === "task" ? `${Facts.itemOf(record)} ${record.text.slice(0, 60)}` : Facts.nameOf(record)), Dom.make("small", {}, record.type === "party" ? Facts.kindOf(record.kind) : t(`type.${record.type}`)));
      return item;
    });
    found.replaceChildren(...items);
    found.hidden = !items.length;
    const said = input.value.trim() ? (hits.length ? t(hits.length > MOST ? "found.some" : "found.all", Words.count(hits.length), MOST) : t("found.none")) : "";
    Dom.byId("hits").textContent = said;
    Dom.byId("hits").hidden = !said;
    input.setAttribute("aria-expanded", String(!found.hidden));
    mark();
  }

  function close() {
    found.hidden = true;
    Dom.byId("hits").hidden = true;
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

  /** Go to what was found; on a phone, where it stands below the picture, it comes into sight. */
  function choose(record) {
    input.value = "";
    close();
    if (record.type === "words") {
      State.set({ words: record.words, open: "", near: "" });
      return;
    }
    const start = from;
    endPicking();
    if (start && record.type === "party") State.set({ view: "bodies", sel: start.id, to: record.id, near: "" });
    else State.set({ sel: record.id, to: "", near: "" });
    if (matchMedia("(max-width: 820px)").matches) {
      input.blur();
      Dom.byId("panel").focus({ preventScroll: true });
      Dom.byId("panel").scrollIntoView({ block: "start" });
    }
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

  return { find, pickEnd, choose, get picking() { return from; } };
})();
