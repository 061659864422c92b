/** Which tasks are chosen among many documents, and how many each value of a facet would leave.
 * A task is chosen if it has one of the values chosen of each facet; what is chosen of body, office, kind, role and basis
 * must hold of the same party's part in it. The count of a value leaves what is chosen of its own facet out of account. */
const Choice = (() => {
  const given = Facts.facets;
  const names = given ? Object.keys(given.names) : [];
  const taskOf = new Int32Array(Facts.edges ? Facts.edges.task : 0);
  const everyPart = new Int32Array(taskOf.length);
  for (let part = 0; part < taskOf.length; part += 1) everyPart[part] = part;
  const axes = new Map();
  const heard = new Map();
  let last = { key: null };

  /** A facet: its values, and the pairs of a unit (a task, or a part in one) and the number of a value.
   * "alone" is that of places without those below them. */
  function axis(name) {
    if (axes.has(name)) return axes.get(name);
    if (name === "alone") {
      const { values, byKey } = axis("place");
      const [rows, codes] = ofTasks((task) => given.documents.place[Facts.documentOf(task)].slice(0, 1));
      axes.set(name, { name, ofParts: false, values, byKey, rows, codes });
      return axes.get(name);
    }
    const ofParts = given.parts.includes(name);
    const { key, zh, en, parent } = given.values[name];
    const records = { document: Facts.documents, body: Facts.parties }[name];
    const values = key.map((word, number) => ({ number, key: word, parent: parent.length ? parent[number] : -1, record: records && records[number], zh: zh[number], en: en[number] }));
    const byKey = new Map(values.map((value) => [value.key, value.number]));
    const [rows, codes] = ofParts ? partPairs(name, byKey) : taskPairs(name, byKey);
    const made = { name, ofParts, values, byKey, rows, codes };
    axes.set(name, made);
    return made;
  }

  /** The number of a document's own place, the first it has: those above it follow. */
  const ownPlace = (record) => (given.documents.place[record.index] || [])[0];

  /** The facet that counts: of places their own level only, where a state says so. */
  const counted = (name, state) => axis(name === "place" && state.alone ? "alone" : name);

  function partPairs(name, byKey) {
    if (!everyPart.length) return [everyPart, everyPart];
    const { party } = Facts.edges;
    if (name === "body") return [everyPart, new Int32Array(party)];
    const [words, numbers] = Facts.edges[name] || [null, party];
    const codeOf = words ? words.map((word) => byKey.get(word)) : given.parties[name];
    const codes = new Int32Array(numbers.length);
    for (let part = 0; part < codes.length; part += 1) codes[part] = codeOf[numbers[part]];
    return [everyPart, codes];
  }

  function taskPairs(name, byKey) {
    const fields = name === "field" && Facts.themes.map((theme) => byKey.get(theme.iri.split("/").pop()));
    const documents = Facts.documents.map((_, index) => [index]);
    const own = given.documents[name];
    return ofTasks({
      document: (task) => documents[Facts.documentOf(task)],
      field: (task) => Facts.themesOf(task).map((theme) => fields[theme]),
      limit: (task) => given.tasks.limit[task],
      due: (task) => given.tasks.due[task],
    }[name] || ((task) => own[Facts.documentOf(task)]));
  }

  /** The pairs of a task and the number of a value, given the values of each. */
  function ofTasks(codesOf) {
    const [rows, codes] = [[], []];
    for (let task = 0; task < Facts.count.tasks; task += 1) {
      const own = codesOf(task);
      for (const code of typeof own === "number" ? [own] : own) {
        if (code < 0) continue;
        rows.push(task);
        codes.push(code);
      }
    }
    return [new Int32Array(rows), new Int32Array(codes)];
  }

  /** What a value is called. */
  const nameOf = (value) => (value.record ? Facts.nameOf(value.record) : Words.either(value.zh, value.en || value.zh));

  /** The values chosen of a facet, by their numbers. */
  function numbersOf(name, state) {
    if (!state[name]) return [];
    const { byKey } = axis(name);
    return state[name].split("|").map((key) => byKey.get(key)).filter((number) => number !== undefined);
  }

  /** What a state leaves of tasks and parts. */
  function of(state) {
    const key = JSON.stringify([...names, "words", "alone"].map((name) => state[name])) + Facts.unpacked;
    if (last.key === key) return last;
    const masks = [];
    for (const name of names) {
      const numbers = numbersOf(name, state);
      if (!numbers.length) continue;
      const { rows, codes, values, ofParts } = counted(name, state);
      const wanted = new Uint8Array(values.length);
      for (const number of numbers) wanted[number] = 1;
      const mask = new Uint8Array(ofParts ? taskOf.length : Facts.count.tasks);
      for (let pair = 0; pair < rows.length; pair += 1) if (wanted[codes[pair]]) mask[rows[pair]] = 1;
      masks.push({ name, ofParts, mask });
    }
    for (const word of Spelling.words(state.words)) masks.push({ name: "words", ofParts: false, mask: holding(word) });
    last = { key, masks, tasks: (without = "") => tasks(masks, without), parts: (without = "") => parts(masks, without) };
    return last;
  }

  function byTasks(masks, without) {
    const kept = new Uint8Array(Facts.count.tasks).fill(1);
    for (const { name, ofParts, mask } of masks) {
      if (ofParts || name === without) continue;
      for (let task = 0; task < kept.length; task += 1) kept[task] &= mask[task];
    }
    return kept;
  }

  function parts(masks, without) {
    const within = byTasks(masks, without);
    const kept = new Uint8Array(taskOf.length);
    for (let part = 0; part < kept.length; part += 1) kept[part] = within[taskOf[part]];
    for (const { name, ofParts, mask } of masks) {
      if (!ofParts || name === without) continue;
      for (let part = 0; part < kept.length; part += 1) kept[part] &= mask[part];
    }
    return kept;
  }

  function tasks(masks, without) {
    if (!masks.some(({ name, ofParts }) => ofParts && name !== without)) return byTasks(masks, without);
    const mine = parts(masks, without);
    const kept = new Uint8Array(Facts.count.tasks);
    for (let part = 0; part < mine.length; part += 1) if (mine[part]) kept[taskOf[part]] = 1;
    return kept;
  }

  /** How many tasks have each value of a facet, what is chosen of the others holding. */
  function counts(name, state) {
    const { rows, codes, values, ofParts } = counted(name, state);
    const chosen = of(state);
    const found = new Int32Array(values.length);
    if (!ofParts) {
      const within = chosen.tasks(name);
      for (let pair = 0; pair < rows.length; pair += 1) found[codes[pair]] += within[rows[pair]];
      return found;
    }
    const within = chosen.parts(name);
    const before = new Int32Array(values.length).fill(-1); // parts stand by their tasks: a value counts once in each
    for (let part = 0; part < codes.length; part += 1) {
      if (!within[part] || before[codes[part]] === taskOf[part]) continue;
      before[codes[part]] = taskOf[part];
      found[codes[part]] += 1;
    }
    return found;
  }

  /** Which tasks hold a word: in their text, in the title of their document, or in a name of who answers for them. */
  function holding(word) {
    const known = heard.get(word);
    if (known && known.unpacked === Facts.unpacked) return known.mask;
    const mask = new Uint8Array(Facts.count.tasks);
    const titled = new Set(Facts.documents.filter((record) => Spelling.plain(`${record.title} ${record.number}`).includes(word)));
    for (const task of Facts.tasks) if (titled.has(task.measure.document) || task.text.toLowerCase().includes(word)) mask[task.index] = 1;
    for (const party of Facts.parties) if (Spelling.fit(party, word)) for (const one of party.assignments) mask[one.task.index] = 1;
    heard.set(word, { mask, unpacked: Facts.unpacked });
    return mask;
  }

  /** The assignments of the tasks chosen, whoever is named in them. */
  function assignments(state) {
    const kept = of(state).tasks();
    return Facts.assignments.filter((one) => kept[one.task.index]);
  }

  /** How many of the tasks chosen name somebody; how often some body leads in them, and how often by order alone. */
  function named(state) {
    const kept = of(state).tasks();
    const [role, basis] = ["role", "basis"].map((name) => axis(name));
    const [lead, order] = [role.byKey.get("lead"), basis.byKey.get("order")];
    const found = { tasks: 0, leads: 0, inferred: 0 };
    for (let part = 0, before = -1; part < taskOf.length; part += 1) {
      if (!kept[taskOf[part]]) continue;
      if (taskOf[part] !== before) found.tasks += 1;
      before = taskOf[part];
      if (role.codes[part] !== lead) continue;
      found.leads += 1;
      if (basis.codes[part] === order) found.inferred += 1;
    }
    return found;
  }

  /** Those of some tasks that are chosen. */
  function among(tasks, state) {
    const kept = of(state).tasks();
    return tasks.filter((task) => kept[task.index]);
  }

  /** The measures of the tasks chosen. */
  function measures(state) {
    return new Set(among(Facts.tasks, state).map((task) => task.measure));
  }

  const size = (state) => of(state).tasks().reduce((sum, one) => sum + one, 0);

  /** What is chosen, a facet at a time: [facet, its name, the names of its values]. */
  function said(state) {
    const found = names.map((name) => [name, Words.either(...given.names[name]) + (name === "place" && state.alone ? ` (${t("alone")})` : ""), numbersOf(name, state).map((number) => axis(name).values[number])]);
    const values = found.filter(([, , chosen]) => chosen.length);
    return state.words ? [["words", t("words"), [{ key: state.words, zh: state.words, en: state.words }]], ...values] : values;
  }

  return { names, ownPlace, axis, of, counts, numbersOf, assignments, among, measures, named, size, said, nameOf, taskOf };
})();
