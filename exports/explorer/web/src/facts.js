/** What the file holds: columns of JSON made into records that know each other. */
const Facts = (() => {
  const read = (id) => {
    const element = Dom.byId(id);
    return element ? JSON.parse(element.textContent) : null;
  };

  /** Columns of few words: each word once, and of each record the number of its own. */
  const FEW = ["kind"];
  const spelledOut = ([once, numbers]) => numbers.map((number) => once[number]);

  /** Records from columns: {name: [a, b]} becomes [{id: "p0", name: a}, {id: "p1", name: b}]. */
  function records(columns, type, letter, make = () => ({})) {
    if (!columns) return [];
    const names = Object.keys(columns);
    for (const name of FEW) if (columns[name]) columns[name] = spelledOut(columns[name]);
    return columns[names[0]].map((_, place) => {
      const record = Object.assign(make(), { id: letter + place, type, index: place });
      for (const name of names) record[name] = columns[name][place];
      return record;
    });
  }

  const facets = read("facets");
  const nodes = read("records");
  const edges = nodes.edge;
  let texts = read("texts");

  /** A list, of which the page holds a line an item. */
  const lines = (text) => (text ? text.split("\n") : []);

  /** The span [text, start, end] of a record in a column of them, null where it has none or is not unpacked. */
  function span(column, index) {
    const at = 3 * index;
    return !texts || column[at] < 0 ? null : [column[at], column[at + 1], column[at + 2]];
  }

  /** The quoted words in a column; those that stand in the text just as they are were left out: they are cut from it. */
  function quoted(column, index, place) {
    if (!texts) return "";
    return column[index] ?? texts[place[0]].slice(place[1], place[2]);
  }

  class Task {
    constructor(index) {
      this.id = `t${index}`;
      this.type = "task";
      this.index = index;
      this.assignments = [];
      for (const name of ["measure", "tail", "iri", "at_tasks", "at_tasks_en"]) if (nodes.task[name]) this[name] = nodes.task[name][index];
    }

    get limits() { return lines(nodes.task.limits[this.index]); }
    get targets() { return lines(nodes.task.targets[this.index]); }
    get place() { return span(nodes.task.place, this.index); }
    get attribution_place() { return span(nodes.task.attribution_place, this.index); }
    get text() { return quoted(nodes.task.text, this.index, this.place); }
    get attribution() { return quoted(nodes.task.attribution, this.index, this.attribution_place); }
  }

  class Assignment {
    constructor(index, task, party) {
      this.index = index;
      this.task = task;
      this.party = party;
      this.role = edges.role[0][edges.role[1][index]];
      this.basis = edges.basis[0][edges.basis[1][index]];
    }

    get place() { return span(edges.place, this.index); }
    get surface() { return quoted(edges.surface, this.index, this.place); }
  }

  /** What tasks and assignments stand by, which are made when somebody asks for them: the page of many opens without. */
  class Linked {
    get tasks() { return linked() && this.ownTasks; }
    get assignments() { return linked() && this.ownAssignments; }
  }

  const parties = records(nodes.party, "party", "p", () => new Linked());
  const documents = records(nodes.document, "document", "d", () => new Linked());
  const themes = records(nodes.theme, "theme", "h", () => new Linked());
  /** How many there are; and of each task, by its number, the numbers of its document and of its fields. */
  const count = { tasks: nodes.task ? nodes.task.measure.length : 0, assignments: edges ? edges.task.length : 0 };
  const documentOf = (task) => nodes.measure.document[nodes.task.measure[task]];
  const themesOf = (task) => nodes.measure.themes[nodes.task.measure[task]];
  const kinds = read("kinds");
  const about = read("about");
  const advice = read("advice");

  let made = null;
  /** Sections, measures, tasks and assignments as records that know each other. */
  function linked() {
    if (made) return made;
    const measures = records(nodes.measure, "measure", "m");
    const sections = records(nodes.section, "section", "s");
    const tasks = Array.from({ length: count.tasks }, (_, index) => new Task(index));
    const assignments = Array.from({ length: count.assignments }, (_, index) => new Assignment(index, tasks[edges.task[index]], parties[edges.party[index]]));
    for (const party of parties) party.ownAssignments = [];
    for (const group of [documents, themes]) for (const record of group) record.ownTasks = [];
    for (const group of [measures, sections]) for (const record of group) record.tasks = [];
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
    for (const link of read("links")) {
      [link.below, link.above] = [measures[link.below], measures[link.above]];
      (link.below.above = link.below.above || []).push(link);
      (link.above.below = link.above.below || []).push(link);
    }
    for (const task of tasks) {
      task.measure = measures[task.measure];
      task.measure.tasks.push(task);
      task.measure.document.ownTasks.push(task);
      for (let section = task.measure.section; section; section = section.parent) section.tasks.push(task);
      for (const theme of task.measure.themes) theme.ownTasks.push(task);
    }
    for (const one of assignments) {
      one.task.assignments.push(one);
      one.party.ownAssignments.push(one);
    }
    made = { sections, measures, tasks, assignments };
    return made;
  }

  const lists = { p: () => parties, t: () => linked().tasks, s: () => linked().sections, d: () => documents, h: () => themes };
  /** The record that an id names, if it names one. */
  function recordOf(id) {
    const list = lists[String(id)[0]];
    const found = list && list()[String(id).slice(1)];
    return found && found.id === id ? found : undefined;
  }
  const byId = { get: recordOf, has: (id) => recordOf(id) !== undefined };

  let iris = null;
  /** The record of an IRI; there are IRIs where there is a console. */
  function ofIri(iri) {
    iris = iris || new Map(Object.values(lists).flatMap((list) => list()).map((record) => [record.iri, record]));
    return iris.get(iri);
  }

  for (const party of parties) {
    party.full ??= party.name; // what repeats another field was left out
    party.label ??= party.name;
    party.label_en ??= party.label;
  }
  /** The texts of many documents, and what is asked of a record with them, are packed; true once they are there, false
   * in a browser that cannot unpack them. */
  async function unpack() {
    if (texts) return true;
    if (typeof DecompressionStream === "undefined") return false;
    await Dom.whole;
    const zipped = (await bytesOf(Dom.byId("packed").textContent)).stream();
    const packed = JSON.parse(await new Response(zipped.pipeThrough(new DecompressionStream("gzip"))).text());
    for (const [type, columns] of Object.entries(packed.columns)) Object.assign(nodes[type], columns);
    for (const measure of linked().measures) measure.reasons = nodes.measure.reasons[measure.index];
    ({ texts } = packed);
    return true;
  }

  /** Bytes from base64, in parts that leave the page free to answer in between. */
  async function bytesOf(coded) {
    const PART = 4 << 18;
    const parts = [];
    for (let start = 0; start < coded.length; start += PART) {
      const letters = atob(coded.slice(start, start + PART));
      const bytes = new Uint8Array(letters.length);
      for (let place = 0; place < letters.length; place += 1) bytes[place] = letters.charCodeAt(place);
      parts.push(bytes);
      await new Promise((resolve) => { setTimeout(resolve); });
    }
    return new Blob(parts);
  }

  for (const [before, after, name, certainty] of read("heirs")) {
    const one = { before: parties[before], after: parties[after] || null, name, certainty };
    (one.before.became = one.before.became || []).push(one);
    if (one.after) (one.after.was = one.after.was || []).push(one);
  }
  for (const record of documents) record.advice = [];
  for (const one of advice) documents[one.document].advice.push(one);
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

  /** The advice on a document that is about words of a task. */
  function adviceOn(task) {
    const { place } = task;
    if (!place) return [];
    return task.measure.document.advice.filter(({ place: [text, start, end] }) => text === place[0] && start >= place[1] && end <= place[2]);
  }

  /** The links from a measure to those "above" or "below" it, through all levels, each measure once, the nearest first. */
  function lineage(measure, way) {
    const seen = new Set([measure]);
    const found = [];
    const queue = [measure];
    for (const here of queue) {
      for (const link of here[way] || []) {
        if (seen.has(link[way])) continue;
        seen.add(link[way]);
        queue.push(link[way]);
        found.push(link);
      }
    }
    return found;
  }

  /** The sections a measure stands in, outermost first. */
  function sectionsOf(measure) {
    const found = [];
    for (let section = measure.section; section; section = section.parent) found.unshift(section);
    return found;
  }

  return { unpack, edges, facets, many: facets !== null, get texts() { return texts; }, get unpacked() { return texts !== null; }, parties, documents, themes, count, documentOf, themesOf, get tasks() { return linked().tasks; }, lines, get sections() { return linked().sections; }, get assignments() { return linked().assignments; }, kinds, about, advice, byId, ofIri, nameOf, itemOf, kindOf, adviceOn, lineage, sectionsOf, read };
})();
