/** From state to page: what changed is drawn anew, nothing else. */
const DRAWN = ["view", "hide", "role", "basis", "section", "theme", "min", "whole", "open", "near", "lang", "scheme", "words", "alone", ...State.FACETS];
let made = null;
let fitted = "";
let turn = 0;

function render(state, before) {
  const changed = (keys) => !before || keys.some((key) => state[key] !== before[key]);
  const preferred = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const dark = (state.scheme || preferred) === "dark";
  document.documentElement.dataset.scheme = dark ? "dark" : "light";
  if (changed(["lang"])) {
    Words.speak(state.lang);
    if (Facts.many) Dom.byId("title").textContent = t("documents.many", Words.count(Facts.documents.length));
  }
  if (changed(["lang", "scheme"])) {
    Marks.prepare(dark);
    Dom.byId("scheme").textContent = t(dark ? "light" : "dark");
    Dom.byId("language").textContent = t("language");
    Dom.byId("language").lang = Words.language === "zh" ? "en" : "zh-CN";
  }
  const outlined = state.view === "outline" && changed(["sel"]);
  const drawn = !Facts.many || state.view === "tasks"; // of many documents, a network is that of the choice, not of what is selected
  const redrawn = changed(DRAWN) || (outlined && !Picture.has(state.sel)) || (drawn && made.left.length > 0 && changed(["sel"]) && !Picture.has(state.sel));
  if (redrawn) made = Views.make(state);
  const listed = state.view === "overview";
  tabs("views", state.view);
  tabs("forms", state.form);
  Dom.byId("forms").firstElementChild.textContent = t(listed ? "form.lists" : "form.picture");
  document.querySelector(".zoom").hidden = state.form !== "picture" || listed;
  for (const id of ["save-png", "save-svg"]) Dom.byId(id).hidden = listed;
  for (const form of ["picture", "table", "console"]) Dom.byId(form).hidden = form !== state.form || (listed && form === "picture");
  Dom.byId("overview").hidden = !listed || state.form !== "picture";
  if (redrawn) Filters.show(made, state);
  if (listed && (redrawn || changed(["form"])) && state.form === "picture") Overview.show(state);
  const way = state.to ? Views.path(made, state.sel, state.to) : null;
  drawPicture(state, redrawn, changed(["form"]), way);
  if (state.form === "table" && (redrawn || changed(["form", "table", "sort", "sel"]))) Table.show(made, state);
  if (state.form === "console") Console.show();
  if (redrawn || changed(["sel", "to"])) Panel.show(made, state, way);
  toPanel(state);
  if (redrawn || changed(["form"])) Legend.show(made, state);
  status(state);
}

/** Draw the view if it changed, where it was not laid out beforehand as soon as it is; then light up what is selected. */
async function drawPicture(state, redrawn, shown, way) {
  turn += redrawn || shown ? 1 : 0;
  const mine = turn;
  const hidden = state.form !== "picture" || state.view === "overview";
  if (hidden) {
    if (redrawn) fitted = "";
    return;
  }
  if (redrawn || (shown && fitted === "")) {
    const { dataset } = document.documentElement;
    delete dataset.laid;
    if (made.groups) {
      const started = performance.now();
      const placed = await Layout.placed(made);
      if (mine !== turn) return;
      made = placed;
      dataset.laid = String(Math.round(performance.now() - started));
    }
    await Dom.whole; // what draws stands behind this script
    if (mine !== turn) return;
    showPicture(state);
    if (made.groups) Panel.show(made, State.now, way); // what can be unfolded is what is drawn
  }
  lightUp(State.now, way);
}

function showPicture(state) {
  const choice = State.FACETS.map((name) => state[name]).join("|");
  const frame = [state.view, choice, state.words, state.alone, state.near, state.whole, state.open, state.view === "tasks" && made.left.length ? state.sel : ""].join("|");
  const unfolded = State.list("open").filter((key) => !fitted.split("|").some((part) => part.split(".").includes(key)));
  const members = Facts.parties.filter((party) => unfolded.includes(`c${party.community}`)).map((party) => party.id);
  Picture.show(made, frame !== fitted, members.filter((id) => made.nodes.some((node) => node.id === id)));
  fitted = frame;
  Dom.byId("physics").setAttribute("aria-pressed", "false");
  const whole = Dom.byId("whole");
  whole.hidden = !(made.left.length && made.view !== "outline" && !(Facts.many && made.view === "tasks")) && !state.whole;
  whole.textContent = t(Facts.many ? "whole.many" : "whole");
  whole.setAttribute("aria-pressed", String(Boolean(state.whole)));
}

function lightUp(state, way) {
  if (!Picture.network) return;
  if (way) Picture.light(way.ids, way.ties);
  else if (state.sel && state.form === "picture") {
    const record = Facts.byId.get(state.sel);
    if (record && record.type === "task" && made.view === "bodies") Picture.lightOnly(lightsOf(state.sel), (one) => one.tasks.includes(record));
    else Picture.light(lightsOf(state.sel));
    Picture.reveal(state.sel);
  } else Picture.light(state.sel ? lightsOf(state.sel) : []);
}

/** What lights up for a selection: itself, or what stands for it where the view does not draw it. */
function lightsOf(id) {
  const record = Facts.byId.get(id);
  if (Picture.has(id) || !record) return [id];
  if (record.type === "party") return Facts.many ? [] : [`c${record.community}`];
  if (record.type === "task") return made.view === "themes" ? record.measure.themes.map((theme) => theme.id) : record.assignments.map((one) => one.party.id);
  return record.tasks.flatMap((task) => (Picture.has(task.id) ? [task.id] : []));
}

/** On a phone, where the details stand below, a button above the thumb leads to them. */
function toPanel(state) {
  const button = Dom.byId("to-panel");
  button.hidden = !state.sel;
  button.textContent = state.sel ? `↓ ${Dom.byId("panel").querySelector("h2").textContent}` : "";
}

function tabs(id, value) {
  for (const tab of Dom.byId(id).children) tab.setAttribute("aria-pressed", String(tab.value === value));
}

function status(state) {
  const ties = made.ties.filter((one) => one.role !== "part");
  const number = Words.count;
  const all = Facts.count.tasks;
  const chosen = Facts.many ? Choice.size(state) : all;
  const said = Facts.many ? [t(chosen < all ? "status.chosen" : "status.all", number(chosen), number(all))] : [];
  if (state.view !== "overview") said.push(t("status", made.nodes.length, ties.length, number(made.tasks.length)));
  if (!Facts.many && made.tasks.length < all) said.push(t("status.rest", number(all), number(all - made.tasks.length)));
  said.push(...made.left);
  if (made.weaker) said.push(t("left.ties", made.weaker));
  const shared = Words.language === "zh" ? Facts.about.shared : Facts.about.shared_en;
  if (shared && state.view !== "overview") said.push(t("shared", shared));
  const selected = Facts.byId.get(state.sel);
  if (Facts.many && state.view === "bodies" && selected && selected.type === "party" && !made.nodes.some((node) => node.id === state.sel)) said.push(t("status.away", Facts.nameOf(selected), t("focus")));
  if (Facts.about.left_out) said.push(t("left.out", number(Facts.documents.length), number(Facts.about.left_out)));
  if (unread) said.push(t("unread"));
  const line = Dom.byId("status");
  line.replaceChildren(said.join(" "));
  if (state.open) line.append(Dom.button(t("fold.all"), () => State.set({ open: "" })));
}

function fileName() {
  const first = Facts.documents.length === 1 ? Facts.documents[0].number || Facts.documents[0].title : "fengong";
  return `${first}-${made.view}`.replace(/[\\/:*?"<>|\s]+/g, "_").slice(0, 80);
}

function wire() {
  const on = (id, action) => Dom.byId(id).addEventListener("click", action);
  for (const tab of Dom.byId("views").children) tab.addEventListener("click", () => State.set({ view: tab.value, form: State.now.form === "console" || tab.value === "overview" ? "picture" : State.now.form, to: "", open: "", near: "", table: "0", sort: "" }));
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
  on("to-panel", () => {
    Dom.byId("panel").scrollIntoView({ block: "start" });
    Dom.byId("panel").focus({ preventScroll: true });
  });
  Picture.pick((id, unfold) => {
    const record = Facts.byId.get(id);
    if (unfold && Facts.many && record && record.type === "party" && made.view === "bodies") State.toggle("open", id, { sel: id, to: "" });
    else if (unfold && id.startsWith("c")) State.toggle("open", id, { sel: "" });
    else if (Search.picking && record && record.type === "party") Search.choose(record);
    else State.set({ sel: id, to: "" });
  });
  if (matchMedia("(max-width: 820px)").matches) Dom.byId("filters").open = false;
}

function withPicture(action) {
  if (State.now.form !== "picture") State.set({ form: "picture" });
  action();
}

/** Whether this browser cannot unpack the texts. */
let unread = false;

/** The texts of many documents come when the page stands: what shows their words is shown again. */
async function unpack() {
  unread = !(await Facts.unpack());
  if (unread) return status(State.now);
  document.documentElement.dataset.unpacked = String(Math.round(performance.now()));
  if (State.now.words) return render(State.now, null);
  Panel.show(made, State.now, State.now.to ? Views.path(made, State.now.sel, State.now.to) : null);
  if (State.now.form === "table") Table.show(made, State.now);
}

wire();
State.listen(render);
render(State.now, null);
document.documentElement.dataset.ready = String(Math.round(performance.now()));
Dom.whole.then(() => State.now.form === "console" && Console.show());
if (Facts.many) requestAnimationFrame(() => setTimeout(unpack)); // first what stands is painted
