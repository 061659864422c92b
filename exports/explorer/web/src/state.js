/** What is shown now. All of it stands in the address after #, so that every state can be sent on and gone back to. */
const State = (() => {
  /** Among many documents what is chosen of each facet: keys parted by |, in the address a parameter each. */
  const FACETS = Facts.many ? Object.keys(Facts.facets.names) : [];
  const VIEWS = ["bodies", "tasks", "outline", "themes"];
  const DEFAULTS = {
    view: Facts.many ? "overview" : "bodies", form: "picture", sel: "", to: "", near: "", hide: "", role: "", basis: "",
    section: "", theme: "", min: "1", whole: "", open: "", table: "0", sort: "", lang: "zh", scheme: "", words: "", alone: "",
    ...Object.fromEntries(FACETS.map((name) => [name, ""])),
  };
  const listeners = [];
  let current = fromAddress();

  function fromAddress() {
    const given = new URLSearchParams(location.hash.slice(1));
    const state = { ...DEFAULTS };
    for (const key of Object.keys(DEFAULTS)) if (given.has(key)) state[key] = given.get(key);
    for (const name of FACETS) state[name] = given.getAll(name).join("|");
    if (!(Facts.many ? ["overview", ...VIEWS] : VIEWS).includes(state.view)) state.view = DEFAULTS.view;
    if (!["picture", "table", "console"].includes(state.form)) state.form = DEFAULTS.form;
    return state;
  }

  function toAddress(state) {
    const kept = Object.entries(state).filter(([key, value]) => value !== DEFAULTS[key]);
    const said = kept.flatMap(([key, value]) => (FACETS.includes(key) ? value.split("|").map((word) => [key, word]) : [[key, value]]));
    return "#" + new URLSearchParams(said).toString();
  }

  /** Change the state; a step that "back" undoes, unless it is a small one (a slider on its way, a sorted column). */
  function set(changes, small = false) {
    const next = { ...current, ...changes };
    const address = toAddress(next);
    if (address === toAddress(current)) return;
    const before = current;
    current = next;
    history[small ? "replaceState" : "pushState"](null, "", address);
    tell(before);
  }

  function tell(before) {
    for (const listener of listeners) listener(current, before);
  }

  addEventListener("popstate", () => {
    const before = current;
    current = fromAddress();
    if (toAddress(before) !== toAddress(current)) tell(before);
  });

  const list = (key) => (current[key] ? current[key].split(".") : []);

  /** Put a value into a list of the state, or take it out. */
  function toggle(key, value, changes = {}) {
    const values = list(key);
    const next = values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
    set({ ...changes, [key]: next.sort().join(".") });
  }

  /** Choose a value of a facet, or take it out; the picture is then that of the tasks chosen, nothing unfolded. */
  function choose(name, key, changes = {}) {
    const values = current[name] ? current[name].split("|") : [];
    const next = values.includes(key) ? values.filter((other) => other !== key) : [...values, key];
    set({ open: "", near: "", ...(name === "place" && !next.length ? { alone: "" } : {}), ...changes, [name]: next.join("|") });
  }

  /** Nothing chosen of any facet, and no words. */
  const everything = () => set({ open: "", near: "", words: "", alone: "", section: "", theme: "", ...Object.fromEntries(FACETS.map((name) => [name, ""])) });

  return { set, list, toggle, choose, everything, FACETS, listen: (listener) => listeners.push(listener), get now() { return current; }, DEFAULTS };
})();
