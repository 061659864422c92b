/** What is shown now. All of it stands in the address after #, so that every state can be sent on and gone back to. */
const State = (() => {
  const DEFAULTS = {
    view: "bodies", form: "picture", sel: "", to: "", near: "", hide: "", role: "", basis: "",
    place: "", document: "", section: "", theme: "", min: "1", whole: "", open: "", table: "0", sort: "", lang: "zh", scheme: "",
  };
  const listeners = [];
  let current = fromAddress();

  function fromAddress() {
    const given = new URLSearchParams(location.hash.slice(1));
    const state = { ...DEFAULTS };
    for (const key of Object.keys(DEFAULTS)) if (given.has(key)) state[key] = given.get(key);
    if (!["bodies", "tasks", "outline", "themes"].includes(state.view)) state.view = DEFAULTS.view;
    if (!["picture", "table", "console"].includes(state.form)) state.form = DEFAULTS.form;
    return state;
  }

  function toAddress(state) {
    const kept = Object.entries(state).filter(([key, value]) => value !== DEFAULTS[key]);
    return "#" + new URLSearchParams(kept).toString();
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

  return { set, list, toggle, listen: (listener) => listeners.push(listener), get now() { return current; }, DEFAULTS };
})();
