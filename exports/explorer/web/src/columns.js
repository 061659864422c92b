/** Layouts by rows and columns, for pictures whose order says something. Names are boxes, so no label covers another. */
const Columns = (() => {
  const ROW = 30;

  /** Themes in the middle; bodies to the left and right of them, each near the themes it serves most. */
  function themes(middle, parties, ties) {
    const rank = new Map();
    const order = seriate(middle, parties, ties);
    order.middle.forEach((node, place) => rank.set(node.id, place));
    const sides = [[], []];
    order.outer.forEach((node, place) => sides[place % 2].push(node));
    const rows = Math.max(order.middle.length * 1.15, sides[0].length, sides[1].length);
    const put = (list, x, side) => list.map((node, place) => ({ ...node, x, y: (place + 0.5 - list.length / 2) * ROW * (rows / list.length), box: true, side }));
    const nodes = [...put(order.middle, 0, "middle"), ...put(sides[0], -Words.either(210, 280), "left"), ...put(sides[1], Words.either(210, 280), "right")];
    const kept = new Set(nodes.map((node) => node.id));
    return { nodes, ties: ties.filter((one) => kept.has(one.from) && kept.has(one.to)) };
  }

  /** Two lists ordered by the mean place of their partners in the other (barycentres), a few times in turn. */
  function seriate(middle, outer, ties) {
    let one = [...middle].sort((a, b) => b.size - a.size);
    let other = [...outer].sort((a, b) => b.size - a.size);
    const mean = (node, places, far) => {
      let sum = 0;
      let weight = 0;
      for (const link of ties) {
        if (link[far === "to" ? "from" : "to"] !== node.id || !places.has(link[far])) continue;
        sum += places.get(link[far]) * link.weight;
        weight += link.weight;
      }
      return weight ? sum / weight : places.size / 2;
    };
    const places = (list) => new Map(list.map((node, place) => [node.id, place / list.length]));
    for (let round = 0; round < 8; round += 1) {
      const outerPlaces = places(other);
      one = sortBy(one, (node) => mean(node, outerPlaces, "to"));
      const middlePlaces = places(one);
      other = sortBy(other, (node) => mean(node, middlePlaces, "from"));
    }
    return { middle: one, outer: other };
  }

  const sortBy = (list, key) => list.map((node) => [key(node), node]).sort((a, b) => a[0] - b[0]).map((pair) => pair[1]);

  /** Sections as a tree of rows, their tasks as numbered boxes beside them, the bodies in a column at the end. */
  function outline(document, byTask, parties, most = Infinity) {
    const nodes = [];
    const ties = [];
    const rows = new Map();
    for (const task of byTask.keys()) {
      const home = task.measure.section || document;
      rows.set(home, [...(rows.get(home) || []), task]);
    }
    const wanted = new Set();
    for (const home of rows.keys()) for (let one = home; one; one = one.type === "section" ? one.parent : null) wanted.add(one);
    let y = 0;
    const BOX = 48;
    const ACROSS = 6;
    const add = (home, depth) => {
      const children = Facts.sections.filter((section) => section.document === document && section.parent === (home === document ? null : home) && wanted.has(section));
      const own = (rows.get(home) || []).slice(0, most);
      if (home !== document) {
        const x = depth * 22;
        nodes.push({ id: home.id, item: home, size: home.tasks.filter((task) => byTask.has(task)).length, lead: 0, co: 0, x, y, box: true, side: "start", depth });
      }
      own.forEach((task, place) => {
        const across = place % ACROSS;
        const down = Math.floor(place / ACROSS);
        nodes.push({ id: task.id, item: task, size: byTask.get(task).size, lead: 0, co: 0, x: Words.either(290, 330) + across * BOX, y: y + down * 32, box: true, side: "middle" });
        if (home !== document) ties.push({ id: `${home.id}>${task.id}`, from: home.id, to: task.id, weight: 1, tasks: [task], role: "part" });
      });
      if (home !== document) y += Math.max(1, Math.ceil(own.length / ACROSS)) * 32 + (children.length ? 0 : 6);
      else y += own.length ? Math.ceil(own.length / ACROSS) * 32 + 12 : 0;
      for (const child of children) add(child, depth + (home === document ? 0 : 1));
      if (home !== document && depth === 0) y += 8;
    };
    if (document) add(document, 0);
    const height = Math.max(y - 32, 1);
    const last = [...parties.values()].sort((a, b) => b.size - a.size).slice(0, 60);
    const columns = last.length > 24 ? 2 : 1;
    const each = Math.ceil(last.length / columns);
    last.forEach((node, place) => {
      const down = place % each;
      nodes.push({ ...node, x: Words.either(630, 690) + Math.floor(place / each) * Words.either(250, 310), y: each > 1 ? down * Math.max(height / (each - 1), 28) : height / 2, box: true, side: "start" });
    });
    const kept = new Set(last.map((node) => node.id));
    const drawn = new Set(nodes.map((node) => node.id));
    for (const [task, joined] of byTask) {
      for (const [party, { role }] of joined) if (kept.has(party.id) && drawn.has(task.id)) ties.push({ id: `${task.id}>${party.id}`, from: task.id, to: party.id, weight: 1, tasks: [task], role });
    }
    return { nodes, ties };
  }

  /** One node in the middle, the others around it, the strongest nearest. */
  function rings(id, nodes, ties) {
    const weight = new Map();
    for (const one of ties) for (const end of [one.from, one.to]) if (one.from === id || one.to === id) weight.set(end, (weight.get(end) || 0) + one.weight);
    const others = nodes.filter((node) => node.id !== id).sort((a, b) => weight.get(b.id) - weight.get(a.id));
    const placed = nodes.filter((node) => node.id === id).map((node) => ({ ...node, x: 0, y: 0 }));
    let ring = 1;
    for (let start = 0; start < others.length; ring += 1) {
      const room = Math.floor(ring * 9);
      const list = others.slice(start, start + room);
      list.forEach((node, place) => {
        const angle = (2 * Math.PI * (place + ring / 2)) / list.length;
        placed.push({ ...node, x: Math.round(Math.cos(angle) * ring * 250), y: Math.round(Math.sin(angle) * ring * 170) });
      });
      start += room;
    }
    return placed;
  }

  /** A body in the middle, its tasks on rings around it, the other bodies outside, each at the mean angle of its tasks. */
  function star(middle, nodes, ties) {
    const tasks = nodes.filter((node) => node.item.type === "task");
    const others = nodes.filter((node) => node.item.type === "party" && node.id !== middle.id);
    const angles = new Map();
    const placed = [{ ...middle, x: 0, y: 0 }];
    const around = (angle, reach) => ({ x: Math.round(Math.cos(angle) * reach * 1.4), y: Math.round(Math.sin(angle) * reach) });
    tasks.forEach((node, place) => {
      const angle = (2 * Math.PI * place) / tasks.length;
      angles.set(node.id, angle);
      placed.push({ ...node, ...around(angle, 110 + (place % 2) * 55) });
    });
    const mean = (node) => {
      const own = ties.filter((one) => one.to === node.id).map((one) => angles.get(one.from));
      return Math.atan2(own.reduce((sum, angle) => sum + Math.sin(angle), 0), own.reduce((sum, angle) => sum + Math.cos(angle), 0));
    };
    const rings = Math.min(4, Math.ceil(others.length / 12));
    sortBy(others, mean).forEach((node, place) => {
      const angle = -Math.PI + (2 * Math.PI * (place + 0.5)) / others.length;
      placed.push({ ...node, ...around(angle, 245 + (place % rings) * 80) });
    });
    return placed;
  }

  return { themes, outline, rings, star };
})();
