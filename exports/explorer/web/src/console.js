/** SPARQL in the page: Oxigraph in a worker, so that a long query can be stopped. */
const Console = (() => {
  const place = Dom.byId("console");
  const PREFIXES = [["https://w3id.org/fengong/id/", "id:"], ["https://w3id.org/fengong/ont#", "fg:"], ["https://w3id.org/fengong/graph/", "graph:"], ["http://www.w3.org/2001/XMLSchema#", "xsd:"]];
  const NUMERIC = /#(integer|decimal|double|float|int|nonNegativeInteger)$/;
  const FIRST = "PREFIX fg: <https://w3id.org/fengong/ont#>\nSELECT ?body (COUNT(DISTINCT ?task) AS ?tasks) WHERE {\n  ?task fg:involves/fg:shortName ?body\n}\nGROUP BY ?body ORDER BY DESC(?tasks) ?body LIMIT 20\n";
  let worker = null;
  let ready = null;
  let running = 0;
  let parts = null;
  let last = null;

  /** What runs in the worker. It gets the engine's script before it, and the engine and graph as gzipped base64. */
  function work() {
    const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const unzip = (zipped) => new Response(new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
    const plain = (term) => ({ type: { NamedNode: "uri", BlankNode: "bnode" }[term.termType] || "literal", value: term.value, datatype: term.datatype && term.datatype.value });
    let store;

    async function load({ wasm, graph }) {
      const start = performance.now();
      await self.oxigraph.default({ module_or_path: await unzip(bytes(wasm)) });
      store = new self.oxigraph.Store();
      store.load(new TextDecoder().decode(await unzip(bytes(graph))), { format: "application/n-quads", lenient: true });
      return { size: store.size, took: performance.now() - start };
    }

    /** SELECT and ASK as SPARQL results in JSON, since they name the columns that are empty throughout too. */
    function ask({ query, form }) {
      const start = performance.now();
      const union = { use_default_graph_as_union: true };
      if (form === "CONSTRUCT" || form === "DESCRIBE") {
        const rows = store.query(query, union).map((quad) => [quad.subject, quad.predicate, quad.object].map(plain));
        return { columns: ["subject", "predicate", "object"], rows, took: performance.now() - start };
      }
      const { head, results, boolean } = JSON.parse(store.query(query, { ...union, results_format: "json" }));
      const took = performance.now() - start;
      if (boolean !== undefined) return { boolean, took };
      return { columns: head.vars, rows: results.bindings.map((row) => head.vars.map((name) => row[name] || null)), took };
    }

    self.onmessage = async ({ data }) => {
      try {
        self.postMessage({ number: data.number, ...(data.wasm ? await load(data) : ask(data)) });
      } catch (error) {
        self.postMessage({ number: data.number, error: String(error.message || error) });
      }
    };
  }

  function start() {
    const source = `${Dom.byId("oxigraph").textContent}\n(${work})();`;
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    worker = new Worker(address);
    URL.revokeObjectURL(address);
    ready = send({ wasm: Dom.byId("wasm").textContent, graph: Dom.byId("graph").textContent });
    return ready;
  }

  function send(message) {
    const number = (running += 1);
    return new Promise((resolve) => {
      worker.addEventListener("message", function heard({ data }) {
        if (data.number !== number) return;
        worker.removeEventListener("message", heard);
        resolve(data);
      });
      worker.postMessage({ ...message, number });
    });
  }

  /** Show the console, building it at the first time and after the language changed. */
  function show() {
    if (!Dom.byId("graph")) {
      if (document.readyState === "loading") return; // it stands behind this script: asked again when the page is whole
      place.replaceChildren(Dom.make("p", { class: "notice" }, t("console.none")));
      return;
    }
    const kept = parts ? { query: parts.query.value, chosen: parts.chosen.value } : null;
    if (parts && parts.language === Words.language) return;
    build();
    if (kept) {
      parts.query.value = kept.query;
      parts.chosen.value = kept.chosen;
      if (last) results(last);
    } else choose("");
    if (!worker) loading();
  }

  async function loading() {
    say(t("console.loading"));
    const { size, took, error } = await start();
    say(error || t("console.ready", size, Math.round(took)), Boolean(error));
  }

  function build() {
    const questions = Facts.read("questions");
    const chosen = Dom.make("select", { id: "question", onchange: (event) => choose(event.target.value) }, Dom.make("option", { value: "" }, t("console.own")), questions.map((one) => Dom.make("option", { value: one.name }, `${Words.either(one.zh, one.en)}`)));
    const query = Dom.make("textarea", { id: "query", spellcheck: "false", lang: "en", onkeydown: (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run(); } });
    const go = Dom.button(t("console.run"), run, { id: "run" });
    const stop = Dom.button(t("console.stop"), halt, { id: "stop", disabled: true });
    const said = Dom.make("p", { role: "status", id: "said" });
    const out = Dom.make("div", { id: "results" });
    place.replaceChildren(
      Dom.make("div", { class: "row" }, Dom.make("div", { class: "field" }, Dom.make("label", { for: "question" }, t("console.question")), chosen)),
      Dom.make("label", { for: "query" }, t("console.query")), query,
      Dom.make("div", { class: "row" }, go, stop), said, out,
    );
    parts = { chosen, query, go, stop, said, out, questions, language: Words.language };
  }

  function choose(name) {
    const one = parts.questions.find((question) => question.name === name);
    parts.query.value = one ? one.query : FIRST;
  }

  function say(text, wrong = false) {
    parts.said.textContent = text;
    parts.said.className = wrong ? "error" : "";
  }

  async function run() {
    if (!worker) start();
    parts.go.disabled = true;
    parts.stop.disabled = false;
    say(t("console.running"));
    const loaded = await ready;
    const answer = loaded.error ? loaded : await send({ query: parts.query.value, form: formOf(parts.query.value) });
    parts.go.disabled = false;
    parts.stop.disabled = true;
    last = answer;
    results(answer);
  }

  /** SELECT, ASK, CONSTRUCT or DESCRIBE: the first of the words outside comments, IRIs and strings. */
  function formOf(query) {
    const code = query.replace(/<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#.*/g, " ");
    return (/\b(select|ask|construct|describe)\b/i.exec(code) || [""])[0].toUpperCase();
  }

  function halt() {
    worker.terminate();
    worker = null;
    parts.go.disabled = false;
    parts.stop.disabled = true;
    say(t("console.stopped"));
  }

  function results(answer) {
    if (answer.error) {
      parts.out.replaceChildren();
      say(answer.error, true);
      return;
    }
    if ("boolean" in answer) {
      parts.out.replaceChildren(Dom.make("p", {}, t(answer.boolean ? "console.yes" : "console.no")));
      say("");
      return;
    }
    say(t("console.rows", answer.rows.length, Math.round(answer.took)));
    const head = Dom.make("tr", {}, answer.columns.map((name) => Dom.make("th", { scope: "col" }, name)));
    const rows = answer.rows.slice(0, 1000).map((row) => Dom.make("tr", {}, row.map((term) => Dom.make("td", {}, cell(term)))));
    const save = Dom.button(t("console.csv"), () => Files.save("results.csv", Files.csv(asCells(answer)), "text/csv"));
    parts.out.replaceChildren(Dom.make("table", {}, Dom.make("thead", {}, head), Dom.make("tbody", {}, rows)), save);
  }

  /** A term; what the page knows leads to its details and lights up in the picture. */
  function cell(term) {
    if (!term) return "";
    const record = term.type === "uri" && Facts.ofIri(term.value);
    if (!record) return Dom.quoted(shown(term));
    const link = Dom.button("", () => State.set({ sel: record.id, to: "", near: "" }), { class: "link" });
    link.append(Dom.quoted(shown(term)));
    return link;
  }

  function shown(term) {
    if (term.type !== "uri") return term.value;
    const known = PREFIXES.find(([long]) => term.value.startsWith(long));
    return known ? known[1] + term.value.slice(known[0].length) : term.value;
  }

  const asCells = (answer) => [answer.columns, ...answer.rows.map((row) => row.map((term) => (term ? (NUMERIC.test(term.datatype) ? { number: term.value } : term.value) : "")))];

  return { show };
})();
