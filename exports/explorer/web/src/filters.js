/** The legend, which is also the filter: what is unticked or left out by a choice is in no picture and no table. */
const Filters = (() => {
  const form = Dom.byId("filter-form");

  function show(made, state) {
    if (Facts.many) {
      Facets.show(state);
      return;
    }
    const focused = document.activeElement && form.contains(document.activeElement) ? document.activeElement.id : "";
    form.replaceChildren(kinds(state), roles(state), bases(state), ...choices(state), least(made, state), reset());
    if (focused && Dom.byId(focused)) Dom.byId(focused).focus();
  }

  const group = (name, ...parts) => Dom.make("fieldset", {}, Dom.make("legend", {}, t(name)), parts);

  function kinds(state) {
    const hidden = new Set(state.hide ? state.hide.split(".") : []);
    const count = new Map();
    for (const party of Facts.parties) count.set(party.kind, (count.get(party.kind) || 0) + 1);
    return group("filter.kinds", Marks.kinds.map((kind) => choice(`kind-${kind}`, !hidden.has(kind), () => State.toggle("hide", kind), Marks.glyph(Marks.kindLook(kind)), Facts.kindOf(kind), count.get(kind))));
  }

  function roles(state) {
    const both = !state.role;
    const turn = (role) => () => State.set({ role: both ? (role === "lead" ? "co" : "lead") : state.role === role ? "" : "" });
    return group("filter.roles", ["lead", "co"].map((role) => choice(`role-${role}`, both || state.role === role, turn(role), Marks.stroke(role), t(`role.${role}`), Facts.assignments.filter((one) => one.role === role).length)));
  }

  function bases(state) {
    const found = [...new Set(Facts.assignments.map((one) => one.basis))].sort();
    return select("basis", "filter.bases", found.map((basis) => [basis, Words.has(`basis.${basis}`) ? t(`basis.${basis}`) : basis]), state);
  }

  function choices(state) {
    const made = [];
    if (Facts.sections.length) made.push(select("section", "filter.section", Facts.sections.map((section) => [section.id, "\u2003".repeat(section.depth) + Facts.nameOf(section)]), state));
    if (Facts.themes.length) made.push(select("theme", "filter.theme", Facts.themes.map((theme) => [theme.id, Facts.nameOf(theme)]), state));
    return made;
  }

  function least(made, state) {
    if (made.view !== "bodies" && made.view !== "themes") return "";
    const most = Math.max(2, ...[...new Set(Facts.parties.map((party) => party.assignments.length))]);
    const value = Number(state.min) || 1;
    const name = Dom.make("label", { class: "name", for: "least" }, t("filter.min", value));
    const slider = Dom.make("input", { id: "least", type: "range", min: 1, max: Math.min(most, 30), value, oninput: (event) => State.set({ min: event.target.value }, true) });
    return Dom.make("div", { class: "field" }, name, slider);
  }

  const reset = () => Dom.button(t("filter.reset"), () => State.set({ hide: "", role: "", basis: "", section: "", theme: "", min: "1", near: "" }), { id: "reset" });

  /** Which filters hold, in words: [name, value]. */
  function said(state) {
    const found = [];
    if (state.hide) found.push([t("filter.hidden"), state.hide.split(".").map(Facts.kindOf).join("、")]);
    if (state.role) found.push([t("filter.roles"), t(`role.${state.role}`)]);
    if (state.basis) found.push([t("filter.bases"), Words.has(`basis.${state.basis}`) ? t(`basis.${state.basis}`) : state.basis]);
    for (const key of ["section", "theme"]) if (Facts.byId.has(state[key])) found.push([t(`filter.${key}`), Facts.nameOf(Facts.byId.get(state[key]))]);
    if (Number(state.min) > 1) found.push([t("filter.min", state.min), ""]);
    if (Facts.byId.has(state.near)) found.push([t("focus"), Facts.nameOf(Facts.byId.get(state.near))]);
    return found;
  }

  function choice(id, checked, onchange, picture, name, count) {
    return Dom.make("label", { class: "choice" }, Dom.make("input", { id, type: "checkbox", checked, onchange }), picture, Dom.make("span", {}, name), Dom.make("output", { for: id }, String(count)));
  }

  function select(key, name, values, state) {
    const options = [["", t("filter.all")], ...values].map(([value, text]) => Dom.make("option", { value, selected: state[key] === value }, text));
    return Dom.make("div", { class: "field" }, Dom.make("label", { class: "name", for: `by-${key}` }, t(name)), Dom.make("select", { id: `by-${key}`, onchange: (event) => State.set({ [key]: event.target.value }) }, options));
  }

  form.addEventListener("submit", (event) => event.preventDefault());

  return { show, said };
})();
