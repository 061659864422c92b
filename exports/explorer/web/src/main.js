/** From state to page: what changed is drawn anew, nothing else. */
const DRAWN = ["view", "hide", "role", "basis", "place", "document", "section", "theme", "min", "whole", "open", "near", "lang", "scheme"];
let made = null;
let fitted = "";

function render(state, before) {
  const changed = (keys) => !before || keys.some((key) => state[key] !== before[key]);
  const preferred = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const dark = (state.scheme || preferred) === "dark";
  document.documentElement.dataset.scheme = dark ? "dark" : "light";
  if (changed(["lang"])) Words.speak(state.lang);
  if (changed(["lang", "scheme"])) {
    Marks.prepare(dark);
    Dom.byId("scheme").textContent = t(dark ? "light" : "dark");
    Dom.byId("language").textContent = t("language");
    Dom.byId("language").lang = Words.language === "zh" ? "en" : "zh-CN";
  }
  const outlined = state.view === "outline" && changed(["sel"]);
  const redrawn = changed(DRAWN) || (outlined && !Picture.has(state.sel)) || (made.left.length > 0 && changed(["sel"]) && !Picture.has(state.sel));
  if (redrawn) made = Views.make(state);
  tabs("views", state.view);
  tabs("forms", state.form);
  document.querySelector(".zoom").hidden = state.form !== "picture";
  for (const form of ["picture", "table", "console"]) Dom.byId(form).hidden = form !== state.form;
  if (redrawn) Filters.show(made, state);
  drawPicture(state, redrawn, changed(["form"]));
  if (state.form === "table" && (redrawn || changed(["form", "table", "sort", "sel"]))) Table.show(made, state);
  if (state.form === "console") Console.show();
  const way = state.to ? Views.path(made, state.sel, state.to) : null;
  if (redrawn || changed(["sel", "to"])) Panel.show(made, state, way);
  lightUp(state, way);
  status(state);
}

function drawPicture(state, redrawn, shown) {
  if (state.form !== "picture") {
    if (redrawn) fitted = "";
    return;
  }
  if (!redrawn && !(shown && fitted === "")) return;
  const frame = [state.view, state.place, state.document, state.near, state.whole, state.open, state.view === "tasks" && made.left.length ? state.sel : ""].join("|");
  const unfolded = State.list("open").filter((key) => !fitted.split("|").some((part) => part.split(".").includes(key)));
  const members = Facts.parties.filter((party) => unfolded.includes(`c${party.community}`)).map((party) => party.id);
  Picture.show(made, frame !== fitted, members.filter((id) => made.nodes.some((node) => node.id === id)));
  fitted = frame;
  Dom.byId("physics").setAttribute("aria-pressed", "false");
  const whole = Dom.byId("whole");
  whole.hidden = !(made.left.length && made.view !== "outline") && !state.whole;
  whole.setAttribute("aria-pressed", String(Boolean(state.whole)));
}

function lightUp(state, way) {
  if (!Picture.network) return;
  if (way) Picture.light(way.ids, way.ties);
  else if (state.sel && state.form === "picture") {
    Picture.light(lightsOf(state.sel));
    Picture.reveal(state.sel);
  } else Picture.light(state.sel ? lightsOf(state.sel) : []);
}

/** What lights up for a selection: itself, or what stands for it where the view does not draw it. */
function lightsOf(id) {
  const record = Facts.byId.get(id);
  if (Picture.has(id) || !record) return [id];
  if (record.type === "party") return [`c${record.community}`];
  if (record.type === "task") return made.view === "themes" ? record.measure.themes.map((theme) => theme.id) : record.assignments.map((one) => one.party.id);
  return record.tasks.flatMap((task) => (Picture.has(task.id) ? [task.id] : []));
}

function tabs(id, value) {
  for (const tab of Dom.byId(id).children) tab.setAttribute("aria-pressed", String(tab.value === value));
}

function status(state) {
  const ties = made.ties.filter((one) => one.role !== "part");
  const parts = [t("status", made.nodes.length, ties.length, made.tasks.length), ...made.left];
  const shared = Words.language === "zh" ? Facts.about.shared : Facts.about.shared_en;
  if (shared) parts.push(t("shared", shared));
  const line = Dom.byId("status");
  line.replaceChildren(parts.join(" "));
  if (state.open) line.append(Dom.button(t("fold.all"), () => State.set({ open: "" })));
}

function fileName() {
  const first = Facts.documents.length === 1 ? Facts.documents[0].number || Facts.documents[0].title : "fengong";
  return `${first}-${made.view}`.replace(/[\\/:*?"<>|\s]+/g, "_").slice(0, 80);
}

function wire() {
  const on = (id, action) => Dom.byId(id).addEventListener("click", action);
  for (const tab of Dom.byId("views").children) tab.addEventListener("click", () => State.set({ view: tab.value, form: State.now.form === "console" ? "picture" : State.now.form, to: "", near: "", table: "0", sort: "" }));
  for (const tab of Dom.byId("forms").children) tab.addEventListener("click", () => State.set({ form: tab.value }));
  on("language", () => State.set({ lang: Words.language === "zh" ? "en" : "zh" }));
  on("scheme", () => State.set({ scheme: document.documentElement.dataset.scheme === "dark" ? "light" : "dark" }));
  on("zoom-in", () => Picture.zoom(1.25));
  on("zoom-out", () => Picture.zoom(0.8));
  on("zoom-fit", () => Picture.fit());
  on("whole", () => State.set({ whole: State.now.whole ? "" : "1" }));
  on("physics", (event) => {
    const pressed = event.target.getAttribute("aria-pressed") !== "true";
    event.target.setAttribute("aria-pressed", String(pressed));
    Picture.loosen(pressed);
  });
  on("save-png", () => withPicture(() => Picture.png((blob) => Files.save(`${fileName()}.png`, blob))));
  on("save-svg", () => withPicture(() => Files.save(`${fileName()}.svg`, Picture.svg(), "image/svg+xml")));
  on("save-csv", () => {
    if (State.now.form !== "table") Table.show(made, State.now);
    Files.save(`${fileName()}.csv`, Files.csv(Table.cells()), "text/csv");
  });
  on("print", () => print());
  Picture.pick((id, unfold) => {
    const record = Facts.byId.get(id);
    if (unfold && id.startsWith("c")) State.toggle("open", id, { sel: "" });
    else if (Search.picking && record && record.type === "party") Search.choose(record);
    else State.set({ sel: id, to: "" });
  });
  if (matchMedia("(max-width: 820px)").matches) Dom.byId("filters").open = false;
}

function withPicture(action) {
  if (State.now.form !== "picture") State.set({ form: "picture" });
  action();
}

wire();
Search.prepare();
State.listen(render);
render(State.now, null);
document.documentElement.dataset.ready = "true";
