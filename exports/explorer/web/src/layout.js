/** Where the nodes of a picture stand, worked out in a worker for what is chosen: the same for the same choice each time.
 * Forces between all pairs (Fruchterman & Reingold 1991, https://doi.org/10.1002/spe.4380211102), then boxes moved apart
 * until no label covers another; parts that no tie joins stand in rows. What is unfolded later stands around what it was
 * unfolded from, and moves nothing. */
const Layout = (() => {
  const KEPT = 40;
  const known = new Map();
  let worker = null;
  let running = 0;

  /** What runs in the worker: positions of boxes [[width, height], …] tied [[one, other, weight], …].
   * `stages` are how many boxes there are at first and after each unfolding, `around` from which box each is unfolded. */
  function work() {
    const GOLDEN = 2.399963229728653;
    const GAP = 20;

    function place({ boxes, ties, stages, around, aspect }) {
      const at = boxes.map(() => [0, 0]);
      first(at, boxes, ties, stages[0], aspect);
      for (let stage = 1; stage < stages.length; stage += 1) unfold(at, boxes, stages[stage - 1], stages[stage], around[stage]);
      return at.map(([x, y]) => [Math.round(x), Math.round(y)]);
    }

    function first(at, boxes, ties, count, aspect) {
      const own = ties.filter(([one, other]) => one < count && other < count && one !== other);
      const parts = connected(count, own).map((nodes) => part(nodes, boxes, own, aspect));
      rows(parts, aspect);
      for (const { nodes, x, y, left, top } of parts) nodes.forEach((node, place) => { at[node] = [x[place] - left, y[place] - top]; });
      centre(at, count);
    }

    /** The nodes of each part, the largest part first. */
    function connected(count, ties) {
      const head = Int32Array.from({ length: count }, (_, node) => node);
      const root = (node) => {
        while (head[node] !== node) node = head[node] = head[head[node]];
        return node;
      };
      for (const [one, other] of ties) head[Math.max(root(one), root(other))] = Math.min(root(one), root(other));
      const parts = new Map();
      for (let node = 0; node < count; node += 1) {
        const mine = root(node);
        if (!parts.has(mine)) parts.set(mine, []);
        parts.get(mine).push(node);
      }
      return [...parts.values()].sort((a, b) => b.length - a.length || a[0] - b[0]);
    }

    function part(nodes, boxes, ties, aspect) {
      const count = nodes.length;
      const number = new Map(nodes.map((node, place) => [node, place]));
      const w = Float64Array.from(nodes, (node) => boxes[node][0]);
      const h = Float64Array.from(nodes, (node) => boxes[node][1]);
      const own = ties.filter(([one]) => number.has(one)).map(([one, other, weight]) => [number.get(one), number.get(other), weight]);
      const [x, y] = forces(count, own, w, h, aspect);
      apart(x, y, w, h, 0);
      const edge = (axis, size, sign) => axis.reduce((far, value, place) => Math[sign < 0 ? "min" : "max"](far, value + (sign * size[place]) / 2), sign * -Infinity);
      const [left, right, top, bottom] = [edge(x, w, -1), edge(x, w, 1), edge(y, h, -1), edge(y, h, 1)];
      return { nodes, x, y, left, top, wide: right - left + GAP, high: bottom - top + GAP };
    }

    function forces(count, ties, w, h, aspect) {
      let area = 0;
      for (let node = 0; node < count; node += 1) area += w[node] * h[node];
      const spacing = Math.sqrt(area / count) * 1.6;
      const strength = new Float64Array(count);
      const degree = new Float64Array(count);
      let most = 1;
      for (const [one, other, weight] of ties) {
        for (const end of [one, other]) {
          strength[end] += weight;
          degree[end] += 1;
        }
        most = Math.max(most, weight);
      }
      const [x, y] = [new Float64Array(count), new Float64Array(count)];
      [...strength.keys()].sort((a, b) => strength[b] - strength[a] || a - b).forEach((node, place) => {
        const reach = (Math.sqrt(place + 0.5) * spacing) / 2;
        [x[node], y[node]] = [reach * Math.cos(place * GOLDEN), reach * Math.sin(place * GOLDEN)];
      });
      const pulls = ties.map(([one, other, weight]) => Math.sqrt(weight / most) / Math.sqrt(Math.sqrt(degree[one] * degree[other])));
      const [mx, my] = [new Float64Array(count), new Float64Array(count)];
      const rounds = count > 250 ? 160 : 250;
      for (let step = 0; count > 1 && step < rounds; step += 1) {
        for (let node = 0; node < count; node += 1) [mx[node], my[node]] = [-0.05 * x[node], -0.05 * y[node]];
        for (let one = 0; one < count; one += 1) {
          for (let other = one + 1; other < count; other += 1) {
            const [dx, dy] = [x[one] - x[other], y[one] - y[other]];
            const push = (spacing * spacing) / Math.max(dx * dx + dy * dy, 1);
            mx[one] += push * dx;
            my[one] += push * dy;
            mx[other] -= push * dx;
            my[other] -= push * dy;
          }
        }
        ties.forEach(([one, other], tie) => {
          const [dx, dy] = [x[one] - x[other], y[one] - y[other]];
          const pull = (pulls[tie] * Math.hypot(dx, dy)) / spacing;
          mx[one] -= pull * dx;
          my[one] -= pull * dy;
          mx[other] += pull * dx;
          my[other] += pull * dy;
        });
        const heat = spacing * 0.6 * (1 - step / rounds) + 0.5;
        for (let node = 0; node < count; node += 1) {
          const length = Math.max(Math.hypot(mx[node], my[node]), 1e-9);
          const far = Math.min(length, heat) / length;
          x[node] += mx[node] * far;
          y[node] += my[node] * far;
        }
      }
      spread(x, y, area * Math.min(2, 0.8 + count / 12), aspect);
      return [x, y];
    }

    /** Dense networks swell, sparse ones shrink: the same share of ink for all, as wide as the screen. */
    function spread(x, y, room, aspect) {
      for (let node = 0; node < x.length; node += 1) x[node] *= aspect;
      const span = (axis) => axis.reduce((most, value) => Math.max(most, value), -Infinity) - axis.reduce((least, value) => Math.min(least, value), Infinity);
      const taken = span(x) * span(y);
      const grow = taken > 1 ? Math.sqrt(room / taken) : 1;
      for (let node = 0; node < x.length; node += 1) [x[node], y[node]] = [x[node] * grow, y[node] * grow];
    }

    /** Boxes moved until no two overlap, each pair along the shorter way; those before `fixed` stay. */
    function apart(x, y, w, h, fixed) {
      const count = x.length;
      for (let round = 0; round < 500; round += 1) {
        const order = [...x.keys()].sort((a, b) => x[a] - w[a] / 2 - (x[b] - w[b] / 2) || a - b);
        let touching = false;
        for (let place = 0; place < count; place += 1) {
          const one = order[place];
          for (let next = place + 1; next < count; next += 1) {
            const other = order[next];
            if (x[other] - w[other] / 2 >= x[one] + w[one] / 2) break;
            if (one < fixed && other < fixed) continue;
            const across = (w[one] + w[other]) / 2 - Math.abs(x[other] - x[one]);
            const down = (h[one] + h[other]) / 2 - Math.abs(y[other] - y[one]);
            if (across <= 0.5 || down <= 0.5) continue;
            touching = true;
            const [axis, far] = across < down ? [x, across] : [y, down];
            const way = (axis[other] < axis[one] || (axis[other] === axis[one] && other < one) ? -1 : 1) * (far / 2 + 0.5) * 0.6;
            const both = one < fixed || other < fixed ? 2 : 1;
            if (one >= fixed) axis[one] -= way * both;
            if (other >= fixed) axis[other] += way * both;
          }
        }
        if (!touching) break;
      }
    }

    /** Parts in rows, the highest first, of all widths tried the one of which a screen shows the whole largest. */
    function rows(parts, aspect) {
      const ranked = [...parts].sort((a, b) => b.high - a.high);
      const widest = Math.max(...parts.map((one) => one.wide));
      const least = Math.max(widest, Math.sqrt(parts.reduce((sum, one) => sum + one.wide * one.high, 0) * aspect));
      let best = { extent: Infinity };
      for (let step = 0; step <= 10; step += 1) {
        let [right, below, tallest, far] = [0, 0, 0, 0];
        const corners = ranked.map(({ wide, high }) => {
          if (right && right + wide > least * (1 + step / 10)) [right, below, tallest] = [0, below + tallest, 0];
          const corner = [right, below];
          right += wide;
          far = Math.max(far, right);
          tallest = Math.max(tallest, high);
          return corner;
        });
        const extent = Math.max(far, (below + tallest) * aspect);
        if (extent < best.extent) best = { extent, corners };
      }
      ranked.forEach((one, place) => {
        const [right, below] = best.corners[place];
        [one.left, one.top] = [one.left - right, one.top - below];
      });
    }

    function centre(at, count) {
      const middle = (axis) => {
        const own = at.slice(0, count).map((position) => position[axis]);
        return own.length ? (Math.max(...own) + Math.min(...own)) / 2 : 0;
      };
      const [mx, my] = [middle(0), middle(1)];
      for (let node = 0; node < count; node += 1) at[node] = [at[node][0] - mx, at[node][1] - my];
    }

    function unfold(at, boxes, from, to, middle) {
      for (let node = from; node < to; node += 1) {
        const place = node - from;
        const reach = 90 + 34 * Math.sqrt(place);
        at[node] = [at[middle][0] + reach * 1.3 * Math.cos(place * GOLDEN), at[middle][1] + reach * Math.sin(place * GOLDEN)];
      }
      const part = (axis) => Float64Array.from(at.slice(0, to), (position) => position[axis]);
      const size = (axis) => Float64Array.from(boxes.slice(0, to), (box) => box[axis]);
      const [x, y] = [part(0), part(1)];
      apart(x, y, size(0), size(1), from);
      for (let node = from; node < to; node += 1) at[node] = [x[node], y[node]];
    }

    return place;
  }

  function start() {
    const source = `const place = (${work})(); onmessage = ({ data }) => postMessage({ number: data.number, at: place(data) });`;
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const made = new Worker(address);
    URL.revokeObjectURL(address);
    return made;
  }

  /** The positions for a question to the worker; in a browser that runs none from a file, worked out here. */
  function asked(question) {
    const number = (running += 1);
    return new Promise((resolve) => {
      const here = () => resolve(work()(question));
      try {
        worker = worker || start();
      } catch {
        here();
        return;
      }
      const heard = ({ data }) => {
        if (data.number !== number) return;
        worker.removeEventListener("message", heard);
        resolve(data.at);
      };
      worker.addEventListener("message", heard);
      worker.addEventListener("error", here, { once: true });
      worker.postMessage({ ...question, number });
    });
  }

  /** The nodes of a view with their positions: a promise. `groups` are its nodes at first, then those of each unfolding. */
  async function placed(made) {
    const nodes = made.groups.flatMap(({ nodes: own }) => own);
    const number = new Map(nodes.map((node, place) => [node.id, place]));
    const boxes = nodes.map((node) => Marks.room(node));
    const ties = made.ties.map((one) => [number.get(one.from), number.get(one.to), one.weight]);
    const aspect = Dom.byId("canvas").clientWidth < 600 ? 0.75 : 1.45;
    let count = 0;
    const stages = made.groups.map(({ nodes: own }) => (count += own.length));
    const around = made.groups.map(({ from }) => (from ? number.get(from) : -1));
    const question = { boxes, ties, stages, around, aspect };
    const key = JSON.stringify([nodes.map((node) => node.id), question]);
    if (!known.has(key)) {
      if (known.size >= KEPT) known.delete(known.keys().next().value);
      known.set(key, await asked(question));
    }
    const at = known.get(key);
    return { ...made, nodes: nodes.map((node, place) => ({ ...node, x: at[place][0], y: at[place][1] - Marks.lift(node) })) };
  }

  return { placed };
})();
