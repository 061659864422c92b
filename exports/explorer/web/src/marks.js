/** How nodes and ties look: one description that the picture, its highlights, the legend and the SVG all draw from. */
const Marks = (() => {
  /** Told apart by readers who see red and green alike (after Okabe & Ito 2008), dark enough on white, light enough on black. */
  const COLOURS = {
    light: ["#0b5a9d", "#b35c00", "#00755a", "#9a3f78", "#5b5b5b", "#7a5f00", "#2a7ab8", "#a3362a"],
    dark: ["#7cbcf2", "#f0a860", "#4fd0a5", "#e39ac6", "#c4c4c4", "#e5cf4a", "#9fd3ff", "#ff9d8a"],
  };
  const FONT = '"Noto Sans CJK SC","Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif';
  const MARGIN = 6;
  /** Half a shape that stands in a box before the name, and the room it takes there. */
  const SHAPE = 5.5;
  const ROOM = 2 * SHAPE + 4;
  const MANY = 700;
  const pen = document.createElement("canvas").getContext("2d");

  let colours = {};
  let kindsInOrder = [];

  /** Read the colours of the scheme now shown, and rank the kinds of parties by how many there are. */
  function prepare(dark) {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(`--${name}`).trim();
    colours = { palette: COLOURS[dark ? "dark" : "light"] };
    for (const name of ["ground", "raised", "ink", "soft", "tie", "lead", "co", "accent", "line"]) colours[name] = read(name);
    const count = new Map();
    for (const party of Facts.parties) count.set(party.kind, (count.get(party.kind) || 0) + 1);
    kindsInOrder = [...count.keys()].sort((a, b) => count.get(b) - count.get(a) || (a < b ? -1 : 1));
  }

  /** The shape and colour that the ontology gives a kind, the same in every graph; the colour as light or dark needs it. */
  function kindLook(kind) {
    const look = Facts.kinds[kind] || {};
    const place = Math.max(COLOURS.light.indexOf(look.colour), 0);
    return { shape: look.shape || "dot", colour: colours.palette[place] };
  }

  /** The shape and colour that the ontology gives a policy field: one colour, which stands out on light and dark alike. */
  const themeLook = (theme) => ({ shape: theme.shape || "square", colour: theme.colour || colours.accent });

  /** The room of a dot with its label below, as a layout needs it: width and height; of a task the room of its box. */
  function room(node) {
    if (node.item.type !== "party") return [44, 34];
    const label = Words.either(node.item.label, node.item.label_en);
    const r = radiusOf(node);
    return [Math.round(Math.max(2 * r, width(label, 14)) + 14), Math.round(2 * r + label.split("\n").length * 16 + 12)];
  }

  /** How far above the middle of that room its dot stands: dot and label together are in the middle. */
  const lift = (node) => (node.item.type === "party" ? 6 + 7 * Words.either(node.item.label, node.item.label_en).split("\n").length : 0);

  /** The radius of a body's dot: its own where a view gives it one, beside the largest there. */
  const radiusOf = (node) => node.r || radius(node.size);

  const radius = (size) => 7 + 4 * Math.sqrt(Math.min(size, 60));

  function width(text, size) {
    pen.font = `${size}px ${FONT}`;
    return Math.max(...text.split("\n").map((line) => pen.measureText(line).width));
  }

  /** The marks of a picture's nodes, scaled so that a large picture is legible as a whole. */
  function nodes(made) {
    const scale = scaleOf(made.nodes);
    const most = made.nodes.reduce((top, node) => Math.max(top, node.size), 1);
    const many = made.nodes.length > MANY;
    const big = fontOf(made, scale);
    return made.nodes.map((node) => {
      const { item } = node;
      const look = { id: node.id, x: node.x, y: node.y, stroke: colours.ground, ink: colours.ink, node };
      const font = big.get(node.id) || 14;
      if (item.type === "party") Object.assign(look, kindLook(item.kind), { label: Words.either(item.label, item.label_en), font, r: radiusOf(node) });
      else if (item.type === "theme") Object.assign(look, themeLook(item), { label: Facts.nameOf(item), font: 14, r: 10 });
      else if (item.type === "community") Object.assign(look, { shape: "dot", colour: colours.line, stroke: colours.soft, label: communityLabel(item), font: 15 * scale, r: (7 + 1.3 * Math.sqrt(item.members.length)) * scale });
      else if (item.type === "task") Object.assign(look, { shape: "square", colour: colours.soft, label: chip(item), font: 13, r: 9 });
      else Object.assign(look, { shape: "square", colour: colours.accent, label: cut(Facts.nameOf(item), item.type === "section" ? 16 - item.depth : 14), font: 14, r: 10 });
      if (many) look.stroke = look.colour; // a rim of one pixel would cover a dot of two
      return node.box || item.type === "task" ? boxed(look, most) : look;
    });
  }

  /** In a picture too large to read as a whole, the bodies named from afar: the busiest whose names have room.
   * Where dots can be told apart, a name covers none that is as busy. */
  function fontOf(made, scale) {
    const found = new Map();
    const parties = made.nodes.filter((node) => node.item.type === "party" && !node.box);
    const reach = made.folded ? scaleOf(parties) : scale;
    if (reach < (made.groups ? 1.15 : 1.6)) return found;
    const font = 13 * reach;
    const taken = made.nodes.length > MANY ? [] : made.nodes.map(({ x, y, size }) => ({ left: x - 6, right: x + 6, top: y - 6, bottom: y + 6, size }));
    for (const node of parties.sort((a, b) => b.size - a.size).slice(0, 500)) {
      const label = Words.either(node.item.label, node.item.label_en);
      const lines = label.split("\n").length;
      const [w, h] = [width(label, 13) * reach, lines * font];
      const top = node.y + radiusOf(node);
      const box = { left: node.x - w / 2, right: node.x + w / 2, top, bottom: top + h + font, size: node.size };
      if (taken.some((other) => other.size >= box.size && box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)) continue;
      taken.push(box);
      found.set(node.id, font);
      if (found.size === 80) break;
    }
    return found;
  }

  function scaleOf(list) {
    if (list.length < 2) return 1;
    const span = (axis) => list.reduce((most, node) => Math.max(most, node[axis]), -Infinity) - list.reduce((least, node) => Math.min(least, node[axis]), Infinity);
    return Math.max(1, span("x") / 1100, span("y") / 760);
  }

  const communityLabel = (item) => `${Words.either(item.head.label, item.head.label_en).replace("\n", "")}\n+${item.members.length - 1}`;

  /** 12, or 12·2 for the second task of measure 12. */
  function chip(task) {
    const parts = task.measure.tasks;
    return cut(parts.length > 1 ? `${task.measure.number}·${parts.indexOf(task) + 1}` : task.measure.number || "–", 8);
  }

  const cut = (text, most) => ([...text].length > most ? [...text].slice(0, most - 1).join("") + "…" : text);

  /** A box around its label, standing to the side of its place that the column asks for. */
  function boxed(look, most) {
    const { item, size } = look.node;
    const counted = item.type === "party" || item.type === "theme";
    const label = cut(look.label.replace(/\n/g, Words.language === "zh" ? "" : " "), item.type === "section" ? 40 : Words.either(12, 26)) + (counted ? ` ${size}` : "");
    if (counted) look.font = 12.5 + 5 * Math.sqrt(size / most);
    const w = width(label, look.font) + 2 * MARGIN + (counted ? ROOM : 0);
    const h = look.font + 2 * MARGIN;
    const side = look.node.side;
    const x = look.x + (side === "start" || side === "right" ? w / 2 : side === "left" ? -w / 2 : 0);
    return { ...look, label, x, w, h, shape: "box", inner: counted ? look.shape : "" };
  }

  /** The marks of ties: heavier ones wider and darker; lead solid and co dashed where one is told from the other. */
  function ties(made) {
    const most = made.ties.reduce((top, one) => Math.max(top, one.weight), 1);
    const thick = scaleOf(made.nodes) ** 0.5;
    const crowd = Math.min(1, 220 / Math.max(made.ties.length, 1));
    return made.ties.map((one) => {
      const share = Math.sqrt(one.weight / Math.max(most, 8)); // a network of single tasks is not all heavy ties
      if (made.view === "tasks") return one.role === "lead" ? { one, colour: colours.lead, opacity: 0.35 + 0.45 * crowd, width: 2 } : { one, colour: colours.co, opacity: 0.2 + 0.35 * crowd, width: 1, dashed: true };
      if (made.view === "outline") return { one, colour: one.role === "lead" ? colours.lead : one.role === "co" ? colours.co : colours.line, opacity: one.role === "part" ? 0 : one.role === "lead" ? 0.28 : 0.09, width: one.role === "lead" ? 1.4 : 1, dashed: one.role === "co" };
      if (made.view === "themes") return { one, colour: colours.tie, opacity: 0.12 + 0.6 * share, width: 0.8 + 5 * share };
      return { one, colour: colours.tie, opacity: Math.max(0.04, 0.18 * Math.sqrt(crowd)) + (0.25 + 0.4 * crowd) * share * Math.sqrt(crowd), width: (0.8 + 5 * share) * thick, arrow: made.ties.length < 900 };
    });
  }

  /** SVG path data of a shape, the same outlines as vis-network draws. */
  function path(shape, x, y, r) {
    const points = (list) => "M" + list.map(([px, py]) => `${px.toFixed(1)} ${py.toFixed(1)}`).join("L") + "Z";
    const around = (count, start, reach) => Array.from({ length: count }, (_, i) => {
      const angle = start + (2 * Math.PI * i) / count;
      return [x + reach(i) * Math.cos(angle), y + reach(i) * Math.sin(angle)];
    });
    switch (shape) {
      case "square": return points([[x - r, y - r], [x + r, y - r], [x + r, y + r], [x - r, y + r]]);
      case "diamond": return points([[x, y - r], [x + r, y], [x, y + r], [x - r, y]]);
      case "triangle": case "triangleDown": {
        const up = shape === "triangle" ? 1 : -1;
        const s = r * 1.15;
        const inner = (Math.sqrt(3) / 3) * s;
        const high = Math.sqrt(3) * s;
        const base = y + up * 0.275 * s;
        return points([[x, base - up * (high - inner)], [x + s, base + up * inner], [x - s, base + up * inner]]);
      }
      case "hexagon": return points(around(6, 0, () => r));
      case "star": return points(around(10, -Math.PI / 2, (i) => r * 0.82 * (i % 2 ? 0.5 : 1.3)).map(([px, py]) => [px, py + 0.082 * r]));
      default: return `M${(x - r).toFixed(1)} ${y.toFixed(1)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
    }
  }

  /** The outline of any mark, boxes included. */
  function outlineOf(mark) {
    if (mark.shape !== "box") return path(mark.shape, mark.x, mark.y, mark.r);
    const [left, top] = [mark.x - mark.w / 2, mark.y - mark.h / 2];
    return `M${left + 3} ${top}h${mark.w - 6}q3 0 3 3v${mark.h - 6}q0 3 -3 3h${6 - mark.w}q-3 0 -3 -3v${6 - mark.h}q0 -3 3 -3Z`;
  }

  /** Where the lines of a label stand: [text, x, middle y]. */
  function linesOf(mark) {
    if (mark.shape === "box") return [[mark.label, mark.x + (mark.inner ? ROOM / 2 : 0), mark.y]];
    return mark.label.split("\n").map((text, place) => [text, mark.x, mark.y + mark.r + 4 + (place + 1) * mark.font]);
  }

  /** The shape in a box, before the name. */
  const innerOf = (mark) => path(mark.inner, mark.x - mark.w / 2 + MARGIN + SHAPE, mark.y, SHAPE);

  /** A little picture of a look, for the legend and beside names. */
  function glyph(look) {
    return Dom.makeSvg("svg", { width: 18, height: 18, viewBox: "-9 -9 18 18", "aria-hidden": "true" }, Dom.makeSvg("path", { d: path(look.shape, 0, 0, 6.5), fill: look.colour }));
  }

  const picture = (wide, ...parts) => Dom.makeSvg("svg", { width: wide, height: 14, "aria-hidden": "true" }, parts);

  /** Little pictures of an arrow, of a thin and a thick line, of a small and a large dot. */
  const arrow = () => picture(26, Dom.makeSvg("path", { d: "M0 7H18", stroke: colours.tie, "stroke-width": 2 }), Dom.makeSvg("path", { d: "M26 7L16 3V11Z", fill: colours.tie }));
  const widths = () => picture(26, Dom.makeSvg("path", { d: "M0 3H26", stroke: colours.tie, "stroke-width": 1 }), Dom.makeSvg("path", { d: "M0 10H26", stroke: colours.tie, "stroke-width": 5 }));
  const sizes = () => picture(26, Dom.makeSvg("circle", { cx: 4, cy: 7, r: 3, fill: colours.soft }), Dom.makeSvg("circle", { cx: 18, cy: 7, r: 6.5, fill: colours.soft }));

  /** A little picture of a task's box. */
  const numbered = () => picture(26, Dom.makeSvg("rect", { x: 1, y: 1, width: 24, height: 12, rx: 3, fill: colours.raised, stroke: colours.soft }), Dom.makeSvg("text", { x: 13, y: 10.5, "font-size": 9, "text-anchor": "middle", fill: colours.ink }, "4·1"));

  function stroke(role) {
    const line = { x1: 0, x2: 26, y1: 6, y2: 6, stroke: role === "lead" ? colours.lead : colours.co, "stroke-width": role === "lead" ? 3 : 2 };
    if (role !== "lead") line["stroke-dasharray"] = "5 4";
    return Dom.makeSvg("svg", { width: 26, height: 12, "aria-hidden": "true" }, Dom.makeSvg("line", line));
  }

  return { prepare, room, lift, nodes, ties, width, outlineOf, innerOf, linesOf, glyph, arrow, widths, sizes, numbered, stroke, kindLook, themeLook, FONT, MARGIN, ROOM, get colours() { return colours; }, get kinds() { return kindsInOrder; } };
})();
