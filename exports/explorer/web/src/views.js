/** The four pictures, made from the assignments that pass the filters. Each is {nodes, ties, tasks, left}. */
const Views = (() => {
  /** So many nodes a person can make out in one picture. */
  const READABLE = 1500;
  const SOME = 60;

  /** Of many documents so many bodies are drawn at first, so many at most, and so many around one that is unfolded. */
  const FEW = 30;
  const MOST = 500;
  const AROUND = 15;
  /** Of many documents so many nodes are drawn with their tasks. */
  const TASKS = 120;

  /** The assignments that pass the filters of a state. */
  function passing(state) {
    if (Facts.many) return Choice.assignments(state);
    const hidden = new Set(state.hide ? state.hide.split(".") : []);
    const section = state.section && Facts.byId.get(state.section);
    const within = section && new Set(section.tasks);
    const theme = state.theme && Facts.byId.get(state.theme);
    return Facts.assignments.filter(({ task, party, role, basis }) =>
      !hidden.has(party.kind)
      && (!state.role || role === state.role)
      && (!state.basis || basis === state.basis)
      && (!within || within.has(task))
      && (!theme || task.measure.themes.includes(theme)));
  }

  /** For each task its parties, one duty each: who leads in a task does not also join it. */
  function duties(assignments) {
    const byTask = new Map();
    for (const assignment of assignments) {
      const parties = byTask.get(assignment.task) || new Map();
      const known = parties.get(assignment.party);
      if (!known || (known.role !== "lead" && assignment.role === "lead")) parties.set(assignment.party, assignment);
      byTask.set(assignment.task, parties);
    }
    return byTask;
  }

  /** A node for each party, with how many tasks it leads and joins. */
  function partyNodes(byTask, places) {
    const nodes = new Map();
    for (const parties of byTask.values()) {
      for (const [party, { role }] of parties) {
        let node = nodes.get(party.id);
        if (!node) {
          const [x, y] = party[places] || [0, 0];
          node = { id: party.id, item: party, lead: 0, co: 0, size: 0, x, y };
          nodes.set(party.id, node);
        }
        node[role === "lead" ? "lead" : "co"] += 1;
        node.size += 1;
      }
    }
    return nodes;
  }

  /** Ties under one key: add a task to the tie from one node to another. */
  function tie(ties, from, to, task, role) {
    const id = `${from}>${to}`;
    const known = ties.get(id);
    if (known) {
      known.weight += 1;
      known.tasks.push(task);
    } else ties.set(id, { id, from, to, weight: 1, tasks: [task], role });
  }

  /** English labels take other room, hence have places of their own. */
  const place = (name) => Words.either(name, `${name}_en`);

  function bodies(state) {
    const byTask = duties(passing(state));
    const nodes = partyNodes(byTask, place("at"));
    const ties = new Map();
    for (const [task, parties] of byTask) {
      const leads = [];
      for (const [party, { role }] of parties) if (role === "lead") leads.push(party);
      for (const lead of leads) for (const [party, { role }] of parties) if (role !== "lead") tie(ties, lead.id, party.id, task, "lead");
    }
    const made = { nodes: [...nodes.values()], ties: heavy([...ties.values()], state), byTask, left: [] };
    made.all = { nodes: made.nodes, ties: made.ties };
    if (Facts.many) return state.near ? made : chosen(made, state);
    return made.nodes.length > READABLE && !state.whole ? communities(made, state) : made;
  }

  const heavy = (ties, state) => (Number(state.min) > 1 ? ties.filter((one) => one.weight >= Number(state.min)) : ties);

  /** Communities in place of bodies, the unfolded ones excepted; of their ties the strongest. */
  function communities(made, state) {
    const open = new Set(state.open ? state.open.split(".") : []);
    const groups = new Map();
    const shown = new Map();
    for (const node of made.nodes) {
      const key = `c${node.item.community}`;
      if (open.has(key)) shown.set(node.id, node);
      else groups.set(key, [...(groups.get(key) || []), node]);
    }
    const home = new Map();
    for (const [key, members] of groups) {
      const biggest = members.reduce((best, node) => (node.size > best.size ? node : best));
      const sum = (field) => members.reduce((total, node) => total + node[field], 0);
      const middle = (field) => sum(field) / members.length;
      if (members.length === 1) shown.set(biggest.id, biggest);
      else shown.set(key, { id: key, item: { id: key, type: "community", head: biggest.item, members: members.map((node) => node.item) }, lead: sum("lead"), co: sum("co"), size: sum("size"), members: members.length, x: middle("x"), y: middle("y") });
      for (const node of members) home.set(node.id, members.length === 1 ? node.id : key);
    }
    const between = new Map();
    for (const one of made.ties) {
      const from = home.get(one.from) || one.from;
      const to = home.get(one.to) || one.to;
      if (from === to) continue;
      const id = `${from}>${to}`;
      const known = between.get(id);
      if (known) {
        known.weight += one.weight;
        known.tasks = known.tasks.concat(one.tasks);
      } else between.set(id, { ...one, id, from, to });
    }
    const ranked = [...between.values()].sort((a, b) => b.weight - a.weight);
    const kept = ranked.slice(0, Math.max(300, shown.size * 2));
    const left = [t("left.overview", made.nodes.length, groups.size)];
    if (kept.length < ranked.length) left.push(t("left.ties", ranked.length - kept.length));
    return { ...made, nodes: [...shown.values()], ties: kept, left, folded: true };
  }

  /** Of the network of the tasks chosen the bodies with most of them, and whoever is unfolded from one; the strongest ties. */
  function chosen(made, state) {
    const ranked = [...made.nodes].sort((a, b) => b.size - a.size || a.item.index - b.item.index);
    const first = ranked.slice(0, state.whole ? MOST : FEW);
    const groups = [{ from: "", nodes: first }];
    const shown = new Set(first.map((node) => node.id));
    const byId = new Map(made.nodes.map((node) => [node.id, node]));
    for (const id of state.open ? state.open.split(".") : []) {
      if (!shown.has(id)) continue;
      const own = beside(made.ties, id).filter(([other]) => !shown.has(other)).slice(0, AROUND);
      groups.push({ from: id, nodes: own.map(([other]) => byId.get(other)) });
      for (const [other] of own) shown.add(other);
    }
    return { ...drawn(made, groups), left: left(made, shown) };
  }

  /** Who is tied to a node, with how many tasks, the strongest first. */
  function beside(ties, id) {
    const found = new Map();
    for (const one of ties) {
      if (one.from !== id && one.to !== id) continue;
      const other = one.from === id ? one.to : one.from;
      found.set(other, (found.get(other) || 0) + one.weight);
    }
    return [...found].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  }

  /** A view of some groups of nodes, still to be laid out, with the strongest of their ties: three a node, the rest is a blot. */
  function drawn(made, groups) {
    const shown = new Set(groups.flatMap(({ nodes }) => nodes.map((node) => node.id)));
    const among = made.ties.filter((one) => shown.has(one.from) && shown.has(one.to)).sort((a, b) => b.weight - a.weight || a.id.localeCompare(b.id));
    const ties = among.slice(0, shown.size * 3);
    const largest = Math.max(1, ...groups[0].nodes.map((node) => node.size));
    for (const { nodes } of groups) for (const node of nodes) node.r = 6 + 20 * Math.sqrt(Math.min(node.size / largest, 1));
    return { ...made, groups, nodes: groups.flatMap(({ nodes }) => nodes), ties, weaker: among.length - ties.length };
  }

  const left = (made, shown) => (made.nodes.length > shown.size ? [t("left.busiest", made.nodes.length, shown.size)] : []);

  /** Of a network too large to read, one body (the selected, or the busiest) with its tasks and who shares them. */
  function readable(made, state) {
    if (Facts.many && made.nodes.length <= TASKS) return { ...made, groups: [{ from: "", nodes: made.nodes }] };
    if (!Facts.many && (made.nodes.length <= READABLE || state.whole)) return made;
    if (!made.nodes.length) return made;
    const parties = made.nodes.filter((node) => node.item.type === "party");
    const middle = parties.find((node) => node.id === state.sel) || parties.reduce((best, node) => (node.size > best.size ? node : best));
    const own = made.ties.filter((one) => one.to === middle.id).map((one) => one.from);
    const drawn = new Set(own.slice(0, SOME / 2));
    const ties = made.ties.filter((one) => drawn.has(one.from));
    for (const one of ties) drawn.add(one.to);
    const nodes = Columns.star(middle, made.nodes.filter((node) => drawn.has(node.id)), ties);
    const left = [t("left.star", Facts.nameOf(middle.item), Math.min(SOME / 2, own.length), own.length)];
    return { ...made, nodes, ties, left };
  }

  function tasks(state) {
    const byTask = duties(passing(state));
    const nodes = partyNodes(byTask, place("at_tasks"));
    const ties = [];
    for (const [task, parties] of byTask) {
      const [x, y] = task[place("at_tasks")] || [0, 0];
      nodes.set(task.id, { id: task.id, item: task, size: parties.size, lead: 0, co: 0, x, y });
      for (const [party, { role }] of parties) ties.push({ id: `${task.id}>${party.id}`, from: task.id, to: party.id, weight: 1, tasks: [task], role });
    }
    const made = { nodes: [...nodes.values()], ties, byTask, left: [] };
    made.all = { nodes: made.nodes, ties };
    return readable(made, state);
  }

  function themes(state) {
    const byTask = duties(passing(state));
    const parties = partyNodes(byTask, place("at"));
    const ties = new Map();
    const found = new Map();
    for (const [task, joined] of byTask) {
      for (const theme of task.measure.themes) {
        const node = found.get(theme.id) || { id: theme.id, item: theme, size: 0, lead: 0, co: 0 };
        node.size += 1;
        found.set(theme.id, node);
        for (const [party, { role }] of joined) tie(ties, theme.id, party.id, task, role);
      }
    }
    const strong = heavy([...ties.values()], state);
    const all = { nodes: [...found.values(), ...parties.values()], ties: strong };
    const tied = new Set(strong.map((one) => one.to));
    const busiest = [...parties.values()].sort((a, b) => tied.has(b.id) - tied.has(a.id) || b.size - a.size);
    const kept = state.whole ? busiest : busiest.slice(0, SOME);
    const made = Columns.themes([...found.values()], kept, strong);
    const left = kept.length < busiest.length ? [t("left.some", busiest.length - kept.length)] : [];
    return { ...made, all, byTask, left };
  }

  function outline(state) {
    const byTask = duties(passing(state));
    const wanted = Facts.many ? documentChosen(state) : Facts.documents.map((record) => record.id)[0];
    const chosen = wanted || (shownOf(documentOf(state.sel), byTask) || latest(byTask) || { id: "" }).id;
    const shown = new Map([...byTask].filter(([task]) => task.measure.document.id === chosen));
    const most = shown.size > READABLE / 4 && !state.section ? 12 : Infinity;
    const parties = partyNodes(shown, place("at"));
    const made = Columns.outline(Facts.byId.get(chosen), shown, parties, most);
    made.all = { nodes: [...made.nodes.filter((node) => node.item.type !== "party"), ...parties.values()], ties: made.ties };
    const left = Facts.documents.length > 1 && !wanted ? [t("left.document", Facts.byId.has(chosen) ? Facts.nameOf(Facts.byId.get(chosen)) : "")] : [];
    if (most < Infinity) left.push(t("left.tasks", most));
    if (parties.size > SOME) left.push(t("left.some", parties.size - SOME));
    return { ...made, byTask: shown, left };
  }

  /** The latest of the documents whose tasks are shown. */
  function latest(byTask) {
    const shown = [...new Set([...byTask.keys()].map((task) => task.measure.document))];
    return shown.reduce((best, record) => (!best || record.date > best.date ? record : best), null);
  }

  /** A document, if a task of it is shown. */
  const shownOf = (record, byTask) => (record && record.tasks.some((task) => byTask.has(task)) ? record : null);

  /** The document that alone is chosen among many. */
  function documentChosen(state) {
    const numbers = Choice.numbersOf("document", state);
    return numbers.length === 1 ? Facts.documents[numbers[0]].id : "";
  }

  function documentOf(id) {
    const record = Facts.byId.get(id);
    if (!record) return null;
    if (record.type === "task") return record.measure.document;
    return record.type === "section" ? record.document : record.type === "document" ? record : null;
  }

  /** Documents and places: lists, of which no network is drawn. */
  function overview(state) {
    const once = (make) => {
      let found = null;
      return () => (found = found || make());
    };
    const byTask = once(() => duties(passing(state)));
    const nodes = once(() => [...partyNodes(byTask(), "").values()]);
    return { nodes: [], ties: [], left: [], duties: byTask, get all() { return { nodes: nodes(), ties: [] }; }, get tasks() { return [...byTask().keys()]; } };
  }

  /** The picture of a state, cut to a neighbourhood where the state says so. */
  function make(state) {
    const made = { overview, bodies, tasks, themes, outline }[state.view](state);
    made.view = state.view;
    if (state.view === "overview") return made;
    made.tasks = [...made.byTask.keys()];
    made.duties = () => made.byTask;
    if (!state.near || !Facts.byId.has(state.near)) return made;
    return Facts.many && state.view === "bodies" ? nearest(made, state) : around(made, state.near);
  }

  /** Among many documents, a body and the bodies with which it shares most of the tasks chosen. */
  function nearest(made, state) {
    const byId = new Map(made.nodes.map((node) => [node.id, node]));
    if (!byId.has(state.near)) return chosen(made, state);
    const ids = [state.near, ...beside(made.ties, state.near).map(([other]) => other)];
    const nodes = ids.slice(0, state.whole ? MOST : FEW).map((id) => byId.get(id));
    const cut = ids.length > nodes.length ? [t("left.busiest", ids.length, nodes.length)] : [];
    return { ...drawn(made, [{ from: "", nodes }]), left: cut };
  }

  /** A node, its neighbours, and the ties among them. */
  function around(made, id) {
    const source = made.folded ? made.all : made;
    const kept = new Set([id]);
    for (const one of source.ties) {
      if (one.from === id) kept.add(one.to);
      if (one.to === id) kept.add(one.from);
    }
    const nodes = source.nodes.filter((node) => kept.has(node.id));
    const ties = source.ties.filter((one) => kept.has(one.from) && kept.has(one.to));
    const placed = made.folded ? Columns.rings(id, nodes, ties) : nodes;
    return { ...made, nodes: placed, ties, folded: false, all: { nodes, ties } };
  }

  /** The shortest way between two nodes, by breadth; of equal ways the one over stronger ties first. */
  function path(made, from, to) {
    const beside = new Map();
    const ties = [...made.all.ties].sort((a, b) => b.weight - a.weight);
    for (const one of ties) {
      for (const [here, there] of [[one.from, one.to], [one.to, one.from]]) {
        if (!beside.has(here)) beside.set(here, []);
        beside.get(here).push([there, one]);
      }
    }
    const came = new Map([[from, null]]);
    const queue = [from];
    for (let place = 0; place < queue.length && !came.has(to); place += 1) {
      for (const [next, one] of beside.get(queue[place]) || []) {
        if (came.has(next)) continue;
        came.set(next, [queue[place], one]);
        queue.push(next);
      }
    }
    if (!came.has(to)) return null;
    const ids = [to];
    const along = [];
    for (let step = came.get(to); step; step = came.get(step[0])) {
      ids.unshift(step[0]);
      along.unshift(step[1]);
    }
    return { ids, ties: along };
  }

  return { make, path, passing, duties };
})();
