/** What arrows, lines, sizes, colours and shapes of the picture mean, and which filters hold: on the screen and on paper. */
const Legend = (() => {
  const place = Dom.byId("legend");
  const MOST = 12;

  function show(made, state) {
    const drawn = state.form === "picture" && state.view !== "overview";
    place.replaceChildren(...(drawn ? picture(made) : []), ...filters(state));
    place.hidden = !place.children.length || state.form === "console";
  }

  const sign = (glyph, words) => Dom.make("span", {}, glyph, words);

  function picture(made) {
    const kinds = [...new Set(made.nodes.filter((node) => node.item.type === "party").map((node) => node.item.kind))].sort((a, b) => Marks.kinds.indexOf(a) - Marks.kinds.indexOf(b));
    const said = {
      bodies: () => [sign(Marks.arrow(), t("legend.arrow")), sign(Marks.widths(), t("legend.width"))],
      tasks: () => ["lead", "co"].map((role) => sign(Marks.stroke(role), t(`legend.${role}`))),
      outline: () => ["lead", "co"].map((role) => sign(Marks.stroke(role), t(`legend.${role}`))),
      themes: () => [sign(Marks.widths(), t("legend.themes"))],
    }[made.view]();
    const size = made.view === "bodies" || made.view === "tasks" ? [sign(Marks.sizes(), t("legend.size"))] : [];
    if (made.view === "tasks" || made.view === "outline") size.push(sign(Marks.numbered(), t("legend.task")));
    if (made.view === "outline" || made.view === "themes") size.push(Dom.make("span", {}, t("legend.number")));
    return [Dom.make("p", {}, [...said, ...size, ...kinds.slice(0, MOST).map((kind) => sign(Marks.glyph(Marks.kindLook(kind)), Facts.kindOf(kind)))])];
  }

  /** Which filters hold, in words. */
  function filters(state) {
    const said = Facts.many
      ? Choice.said(state).map(([, name, values]) => [name, values.map(Choice.nameOf).join("、")])
      : Filters.said(state);
    if (!said.length) return [];
    return [Dom.make("p", { id: "holding" }, Dom.make("b", {}, t("legend.filters")), Dom.quoted(said.map(([name, value]) => `${name}${t("colon")}${value}`).join("；")))];
  }

  return { show };
})();
