/** What the file holds: columns of JSON made into records that know each other. */
const Facts = (() => {
  const read = (id) => {
    const element = Dom.byId(id);
    return element ? JSON.parse(element.textContent) : null;
  };

  /** Records from columns: {name: [a, b]} becomes [{id: "p0", name: a}, {id: "p1", name: b}]. */
  function records(columns, type, letter) {
    if (!columns) return [];
    const names = Object.keys(columns);
    return columns[names[0]].map((_, place) => {
      const record = { id: letter + place, type };
      for (const name of names) record[name] = columns[name][place];
      return record;
    });
  }

  const nodes = read("nodes");
  const parties = records(nodes.party, "party", "p");
  const tasks = records(nodes.task, "task", "t");
  const measures = records(nodes.measure, "measure", "m");
  const sections = records(nodes.section, "section", "s");
  const documents = records(nodes.document, "document", "d");
  const themes = records(nodes.theme, "theme", "h");
  const assignments = records(read("edges").edge, "assignment", "a");
  const texts = read("texts");
  const kinds = read("kinds");
  const about = read("about");

  const all = [...parties, ...tasks, ...sections, ...documents, ...themes];
  const byId = new Map(all.map((record) => [record.id, record]));
  const byIri = new Map(all.filter((record) => record.iri).map((record) => [record.iri, record]));

  for (const party of parties) party.assignments = [];
  for (const group of [measures, documents, sections, themes]) for (const record of group) record.tasks = [];
  for (const section of sections) {
    section.document = documents[section.document];
    section.parent = sections[section.parent] || null;
    section.depth = section.parent ? section.parent.depth + 1 : 0;
  }
  for (const measure of measures) {
    measure.document = documents[measure.document];
    measure.section = sections[measure.section] || null;
    measure.themes = measure.themes.map((theme) => themes[theme]);
  }
  /** Words that stand in the text just as they are were left out: here they are cut from it. */
  const cut = (words, place) => words ?? texts[place[0]].slice(place[1], place[2]);

  for (const task of tasks) {
    task.assignments = [];
    task.text = cut(task.text, task.place);
    task.attribution = cut(task.attribution, task.attribution_place);
    task.measure = measures[task.measure];
    task.measure.tasks.push(task);
    task.measure.document.tasks.push(task);
    for (let section = task.measure.section; section; section = section.parent) section.tasks.push(task);
    for (const theme of task.measure.themes) theme.tasks.push(task);
  }
  for (const assignment of assignments) {
    assignment.surface = cut(assignment.surface, assignment.place);
    assignment.task = byId.get(assignment.from);
    assignment.party = byId.get(assignment.to);
    assignment.task.assignments.push(assignment);
    assignment.party.assignments.push(assignment);
  }

  /** A record's name in the language of the page. */
  function nameOf(record) {
    switch (record.type) {
      case "party": return Words.either(record.name, record.english || record.name);
      case "task": return itemOf(record);
      case "section": return `${record.marker}${record.title}`;
      case "document": return record.title;
      case "theme": return Words.either(record.zh, record.en);
      default: return record.name;
    }
  }

  /** Measure 4, or part 2 of it where it has several tasks. */
  function itemOf(task) {
    const parts = task.measure.tasks;
    if (parts.length === 1) return t("item", task.measure.number);
    return t("item.part", task.measure.number, parts.indexOf(task) + 1);
  }

  const kindOf = (name) => (kinds[name] ? Words.either(kinds[name].zh, kinds[name].en) : name);

  /** The sections a measure stands in, outermost first. */
  function sectionsOf(measure) {
    const found = [];
    for (let section = measure.section; section; section = section.parent) found.unshift(section);
    return found;
  }

  return { parties, tasks, measures, sections, documents, themes, assignments, texts, kinds, about, byId, byIri, nameOf, itemOf, kindOf, sectionsOf, read };
})();
