/** The picture: vis-network with the marks of a view, a veil over all that is not selected, and keys. */
const Picture = (() => {
  /** Above so many nodes, what vis-network does for each on every move of the mouse is left out. */
  const MANY = 1000;
  /** Above so many ties, they are not drawn while the picture is dragged or zoomed: they take most of a frame. */
  const HEAVY = 600;
  const place = Dom.byId("canvas");
  const options = Facts.read("options");
  const ARROW = { to: { enabled: true, scaleFactor: 0.45 } };

  let network = null;
  let made = null;
  let marks = new Map();
  let links = [];
  let lit = { nodes: new Set(), ties: new Set() };
  let cursor = "";
  let drawn = false;
  let onpick = () => {};

  /** Draw a view; move the eye to all of it, or to some nodes, where the caller asks. */
  function show(view, refit, among) {
    made = view;
    const list = Marks.nodes(view);
    marks = new Map(list.map((mark) => [mark.id, mark]));
    links = Marks.ties(view);
    if (!marks.has(cursor)) cursor = "";
    const nodes = list.map(visNode);
    const edges = links.map(visEdge);
    const heavy = links.length > HEAVY;
    const settings = { ...options, nodes: { font: plain(), borderWidth: 1, borderWidthSelected: 1, labelHighlightBold: false, scaling: { label: { drawThreshold: 5, maxVisible: 26 } } }, edges: { smooth: false, arrowStrikethrough: false, selectionWidth: 0, hoverWidth: 0 }, interaction: { ...options.interaction, hover: list.length <= MANY, hideEdgesOnDrag: heavy, hideEdgesOnZoom: heavy, tooltipDelay: 1e9 } };
    if (!network) {
      Dom.run("vis");
      network = new vis.Network(place, { nodes, edges }, settings);
      network.on("click", ({ nodes: [node], edges: [edge] }) => onpick(node || edge || ""));
      network.on("doubleClick", ({ nodes: [node] }) => node && onpick(node, true));
      network.on("afterDrawing", highlight);
      const canvas = place.querySelector("canvas");
      canvas.setAttribute("aria-hidden", "true");
    } else {
      network.setOptions(settings);
      network.setData({ nodes, edges });
    }
    place.setAttribute("aria-label", t("picture.label", t(`view.${view.view}`), nodes.length, edges.length));
    if (refit) fit(among && among.length ? among : undefined);
  }

  /** The font most labels have: set once for all, since vis-network merges the options of each node one by one. */
  const plain = () => ({ size: 14, color: Marks.colours.ink, face: Marks.FONT, strokeWidth: 3.5, strokeColor: Marks.colours.ground });

  function visNode(mark) {
    const { colours } = Marks;
    const look = { id: mark.id, x: mark.x, y: mark.y, label: mark.label, shape: mark.shape };
    if (mark.shape === "box") {
      const colour = { background: colours.raised, border: mark.colour };
      Object.assign(look, { font: { ...plain(), size: mark.font, strokeWidth: 0 }, color: { ...colour, highlight: colour, hover: { ...colour, border: colours.ink } }, margin: { top: Marks.MARGIN, right: Marks.MARGIN, bottom: Marks.MARGIN, left: Marks.MARGIN + (mark.inner ? Marks.ROOM : 0) }, shapeProperties: { borderRadius: 3 } });
    } else {
      const colour = { background: mark.colour, border: mark.stroke };
      Object.assign(look, { size: mark.r, color: { ...colour, highlight: colour, hover: { ...colour, border: colours.ink } } });
      if (mark.font !== 14) look.font = { ...plain(), size: mark.font, strokeWidth: mark.font / 4 };
      if (mark.stroke === mark.colour) look.borderWidth = 0;
    }
    return look;
  }

  function visEdge(link) {
    const colour = { color: link.colour, highlight: link.colour, hover: link.colour, opacity: link.opacity };
    const look = { id: link.one.id, from: link.one.from, to: link.one.to, width: link.width, color: colour };
    if (link.dashed) look.dashes = [5, 4];
    if (link.arrow) look.arrows = ARROW;
    return look;
  }

  /** The edges of some marks, their labels included: vis-network knows of none that it has not drawn. */
  function bounds(list) {
    const found = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    for (const mark of list) {
      const box = mark.shape === "box";
      const side = box ? mark.w / 2 : Math.max(mark.r, Marks.width(mark.label, mark.font) / 2);
      const last = box ? mark.y + mark.h / 2 : Marks.linesOf(mark).pop()[2] + mark.font * 0.6;
      found.left = Math.min(found.left, mark.x - side);
      found.right = Math.max(found.right, mark.x + side);
      found.top = Math.min(found.top, mark.y - (box ? mark.h / 2 : mark.r));
      found.bottom = Math.max(found.bottom, last);
    }
    return found;
  }

  /** The middle of what a screen shows of a picture: as near to a place as leaves nothing beyond the picture in sight. */
  const within = (place, from, to, span) => (to - from <= span ? (from + to) / 2 : Math.max(from + span / 2, Math.min(place, to - span / 2)));

  /** All of the picture, or of some nodes; on a phone no smaller than can be read, beginning at its head. */
  function fit(nodes) {
    if (!marks.size) return;
    const { left, right, top, bottom } = bounds((nodes || [...marks.keys()]).map(at));
    const scale = Math.min((place.clientWidth - 24) / (right - left), (place.clientHeight - 24) / (bottom - top), 1.4);
    network.moveTo({ scale: Math.max(scale, 0.01), position: { x: (left + right) / 2, y: (top + bottom) / 2 } });
    if (place.clientWidth > 600 || network.getScale() >= 0.62 || marks.size > 300) return;
    const list = made.nodes.filter((node) => node.box);
    const least = (axis) => Math.min(...list.map((node) => node[axis]));
    const head = made.nodes.reduce((best, node) => (node.size > best.size ? node : best));
    const [wide, high] = [place.clientWidth / 0.62, place.clientHeight / 0.62];
    const position = list.length > 9 ? { x: made.view === "themes" ? 0 : least("x") + wide / 2 - 20, y: least("y") + high / 2 - 40 } : { x: within(head.x, left, right, wide), y: within(head.y, top, bottom, high) };
    network.moveTo({ scale: 0.62, position });
  }

  /** Light up a node or tie with what is beside it, or a path; the rest goes behind a veil. */
  function light(ids, along) {
    lit = { nodes: new Set(), ties: new Set() };
    if (along) {
      for (const id of ids) lit.nodes.add(id);
      for (const one of along) lit.ties.add(one.id);
    } else for (const id of ids) lightOne(id);
    if (network) network.redraw();
  }

  function lightOne(id) {
    if (marks.has(id)) lit.nodes.add(id);
    for (const { one } of links) {
      if (one.id !== id && one.from !== id && one.to !== id) continue;
      if (one.role === "part" && one.id !== id) { if (one.from === id) lit.nodes.add(one.to); continue; }
      lit.ties.add(one.id);
      lit.nodes.add(one.from);
      lit.nodes.add(one.to);
    }
  }

  /** Light up some nodes and the ties among them that pass a test, and nothing else. */
  function lightOnly(ids, passes) {
    lit = { nodes: new Set(ids.filter((id) => marks.has(id))), ties: new Set() };
    for (const { one } of links) if (lit.nodes.has(one.from) && lit.nodes.has(one.to) && passes(one)) lit.ties.add(one.id);
    if (network) network.redraw();
  }

  /** Drawn over the finished picture, in its own coordinates. */
  function highlight(context) {
    if (!drawn) document.documentElement.dataset.drawn = String(Math.round(performance.now()));
    drawn = true;
    drawInners(context);
    if (lit.nodes.size) {
      context.save();
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.globalAlpha = 0.8;
      context.fillStyle = Marks.colours.ground;
      context.fillRect(0, 0, context.canvas.width, context.canvas.height);
      context.restore();
      for (const link of links) if (lit.ties.has(link.one.id)) drawTie(context, link);
      for (const id of lit.nodes) if (marks.has(id)) drawNode(context, marks.get(id));
    }
    if (cursor && marks.has(cursor) && document.activeElement === place) ring(context, marks.get(cursor));
  }

  /** The shapes in boxes, but for those of a picture that is not there yet or no more. */
  function drawInners(context) {
    const inner = [...marks.values()].filter((mark) => mark.inner);
    const positions = inner.length ? network.getPositions() : {};
    for (const mark of inner) if (positions[mark.id]) drawInner(context, { ...mark, ...positions[mark.id] });
  }

  /** The shape in a box: vis-network draws the box and the name. */
  function drawInner(context, mark) {
    context.save();
    context.fillStyle = mark.colour;
    context.fill(new Path2D(Marks.innerOf(mark)));
    context.restore();
  }

  function at(id) {
    const position = network.getPosition(id);
    return { ...marks.get(id), x: position.x, y: position.y };
  }

  function drawTie(context, link) {
    const ends = endsOf(at(link.one.from), at(link.one.to));
    const directed = made.view === "bodies";
    context.save();
    context.globalAlpha = 0.95;
    context.strokeStyle = context.fillStyle = directed ? Marks.colours.lead : link.colour;
    context.lineWidth = Math.max(link.width, 1.4);
    if (link.dashed) context.setLineDash([5, 4]);
    context.beginPath();
    context.moveTo(ends.x1, ends.y1);
    context.lineTo(ends.x2, ends.y2);
    context.stroke();
    if (directed) context.fill(new Path2D(arrow(ends, link.width)));
    context.restore();
  }

  function drawNode(context, mark) {
    const moved = at(mark.id);
    const shape = new Path2D(Marks.outlineOf(moved));
    context.save();
    context.fillStyle = mark.shape === "box" ? Marks.colours.raised : mark.colour;
    context.strokeStyle = mark.shape === "box" ? mark.colour : mark.stroke;
    context.fill(shape);
    context.lineWidth = 1.2;
    context.stroke(shape);
    if (mark.inner) drawInner(context, moved);
    context.font = `${mark.font}px ${Marks.FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.strokeStyle = Marks.colours.ground;
    context.lineWidth = mark.font / 4;
    context.fillStyle = mark.ink;
    for (const [text, x, y] of Marks.linesOf(moved)) {
      if (mark.shape !== "box") context.strokeText(text, x, y);
      context.fillText(text, x, y);
    }
    context.restore();
  }

  function ring(context, mark) {
    const moved = at(mark.id);
    const [w, h] = mark.shape === "box" ? [mark.w / 2 + 5, mark.h / 2 + 5] : [mark.r + 6, mark.r + 6];
    context.save();
    context.strokeStyle = Marks.colours.accent;
    context.lineWidth = 3 / network.getScale();
    context.strokeRect(moved.x - w, moved.y - h, 2 * w, 2 * h);
    context.restore();
  }

  /** The ends of a tie, shortened to the rims of what it joins. */
  function endsOf(from, to) {
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = Math.hypot(dx, dy) || 1;
    const rim = (mark) => (mark.shape === "box" ? Math.min(mark.w / 2 / Math.abs(dx / length || 1e-9), mark.h / 2 / Math.abs(dy / length || 1e-9)) : mark.r);
    const [a, b] = [rim(from), rim(to) + 2];
    return { x1: from.x + (dx / length) * a, y1: from.y + (dy / length) * a, x2: to.x - (dx / length) * b, y2: to.y - (dy / length) * b, angle: Math.atan2(dy, dx) };
  }

  function arrow({ x2, y2, angle }, thick) {
    const size = 7 + 2 * thick;
    const corner = (turn) => `${(x2 - size * Math.cos(angle + turn)).toFixed(1)} ${(y2 - size * Math.sin(angle + turn)).toFixed(1)}`;
    return `M${x2.toFixed(1)} ${y2.toFixed(1)}L${corner(0.4)}L${corner(-0.4)}Z`;
  }

  /** The picture as SVG, all of it, whatever part is on the screen. */
  function svg() {
    const list = [...marks.keys()].map(at);
    const { left, right, top, bottom } = bounds(list);
    const { makeSvg } = Dom;
    const byId = new Map(list.map((mark) => [mark.id, mark]));
    const shown = lit.nodes.size ? (set, id) => (set.has(id) ? 1 : 0.2) : () => 1;
    const drawing = makeSvg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: [left - 10, top - 10, right - left + 20, bottom - top + 20].map(Math.round).join(" "), "font-family": Marks.FONT, "text-anchor": "middle" });
    drawing.append(makeSvg("title", {}, document.title), makeSvg("rect", { x: left - 10, y: top - 10, width: right - left + 20, height: bottom - top + 20, fill: Marks.colours.ground }));
    for (const link of links) {
      const ends = endsOf(byId.get(link.one.from), byId.get(link.one.to));
      const opacity = link.opacity * shown(lit.ties, link.one.id);
      if (!opacity) continue;
      drawing.append(makeSvg("line", { x1: ends.x1.toFixed(1), y1: ends.y1.toFixed(1), x2: ends.x2.toFixed(1), y2: ends.y2.toFixed(1), stroke: link.colour, "stroke-opacity": opacity.toFixed(2), "stroke-width": link.width.toFixed(1), "stroke-dasharray": link.dashed ? "5 4" : null }));
      if (link.arrow) drawing.append(makeSvg("path", { d: arrow(ends, link.width / 2), fill: link.colour, "fill-opacity": opacity.toFixed(2) }));
    }
    for (const mark of list) {
      const group = makeSvg("g", { opacity: shown(lit.nodes, mark.id) }, makeSvg("path", { d: Marks.outlineOf(mark), fill: mark.shape === "box" ? Marks.colours.raised : mark.colour, stroke: mark.shape === "box" ? mark.colour : mark.stroke }));
      if (mark.inner) group.append(makeSvg("path", { d: Marks.innerOf(mark), fill: mark.colour }));
      for (const [text, x, y] of Marks.linesOf(mark)) group.append(makeSvg("text", { x: x.toFixed(1), y: y.toFixed(1), "dominant-baseline": "central", "font-size": mark.font.toFixed(1), fill: mark.ink, stroke: mark.shape === "box" ? null : Marks.colours.ground, "stroke-width": mark.shape === "box" ? null : (mark.font / 4).toFixed(1), "paint-order": "stroke" }, text));
      drawing.append(group);
    }
    return new XMLSerializer().serializeToString(drawing);
  }

  /** What is on the screen, on the ground of the page. */
  function png(done) {
    const canvas = place.querySelector("canvas");
    const copy = Dom.make("canvas", { width: canvas.width, height: canvas.height });
    const context = copy.getContext("2d");
    context.fillStyle = Marks.colours.ground;
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(canvas, 0, 0);
    copy.toBlob(done, "image/png");
  }

  const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor });

  function pan(dx, dy) {
    const view = network.getViewPosition();
    const step = 80 / network.getScale();
    network.moveTo({ position: { x: view.x + dx * step, y: view.y + dy * step } });
  }

  /** The next node in a direction: near, and not far off to the side. */
  function step(dx, dy) {
    const list = [...marks.keys()].map((id) => ({ id, ...network.getPosition(id) }));
    if (!list.length) return;
    if (!cursor) {
      cursor = made.nodes.reduce((best, node) => (node.size > best.size ? node : best)).id;
    } else {
      const here = network.getPosition(cursor);
      let best = Infinity;
      let next = cursor;
      for (const { id, x, y } of list) {
        const ahead = (x - here.x) * dx + (y - here.y) * dy;
        const aside = Math.abs((x - here.x) * dy) + Math.abs((y - here.y) * dx);
        if (id === cursor || ahead <= 0 || aside > ahead * 3) continue;
        if (ahead + 2 * aside < best) [best, next] = [ahead + 2 * aside, id];
      }
      cursor = next;
    }
    announce();
    reveal(cursor);
  }

  function announce() {
    const { item, lead, co, size } = marks.get(cursor).node;
    const counts = item.type === "party" ? `${t("led")} ${lead}, ${t("joined")} ${co}` : `${t("tasks")} ${size}`;
    Dom.byId("near").textContent = `${item.type === "community" ? t("community", Facts.nameOf(item.head), item.members.length - 1) : Facts.nameOf(item)}: ${counts}`;
  }

  /** Bring a node into sight if it is outside. */
  function reveal(id) {
    const { x, y } = network.canvasToDOM(network.getPosition(id));
    const inside = x > 30 && y > 30 && x < place.clientWidth - 30 && y < place.clientHeight - 30;
    if (!inside) network.moveTo({ position: network.getPosition(id) });
    network.redraw();
  }

  place.addEventListener("keydown", (event) => {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.ctrlKey || event.altKey || event.metaKey || !network) return;
    if (ways[event.key]) (event.shiftKey ? pan : step)(...ways[event.key]);
    else if (event.key === "Enter" && cursor) onpick(cursor, marks.get(cursor).node.item.type === "community");
    else if (event.key === "Escape") onpick("");
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  });
  place.addEventListener("focus", () => network && network.redraw());
  place.addEventListener("blur", () => network && network.redraw());

  function loosen(on) {
    network.setOptions({ physics: on ? { enabled: true, solver: "forceAtlas2Based", stabilization: false, forceAtlas2Based: { gravitationalConstant: -120, springLength: 120, avoidOverlap: 0.6 } } : { enabled: false } });
  }

  return { show, light, lightOnly, fit, zoom, svg, png, loosen, reveal: (id) => marks.has(id) && reveal(id), has: (id) => marks.has(id), pick: (listener) => { onpick = listener; }, get network() { return network; } };
})();
