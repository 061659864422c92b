// The query editor: YASGUI over our endpoint, the catalogue beside it, and names for the controls that lack one.
"use strict";
const PREFIXES = `PREFIX fg: <https://w3id.org/fengong/ont#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
`;
const FIRST = PREFIXES + `SELECT ?name (COUNT(?task) AS ?tasks)
WHERE { ?task fg:ledBy ?party . ?party fg:shortName ?name }
GROUP BY ?name ORDER BY DESC(?tasks) LIMIT 20`;
const asked = new URLSearchParams(location.search).get("query");
const endpoint = new URL("/sparql", location.href).href;
const yasgui = new Yasgui(document.getElementById("yasgui"), {
  requestConfig: { endpoint, method: "POST" },
  endpointCatalogueOptions: { getData: () => [{ endpoint }] },
  persistenceId: "fengong-" + location.host,
  yasqe: { value: FIRST },
});
const tab = asked ? yasgui.addTab(true, { name: "?" }) : yasgui.getTab();
tab.setEndpoint(endpoint);
if (asked) tab.setQuery(asked);
else if (!tab.getYasqe().getValue().trim()) tab.setQuery(FIRST);

const choice = document.getElementById("questions");
fetch("/questions.json").then((response) => response.json()).then((questions) => {
  const lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  for (const question of questions) {
    const option = new Option(question[lang] || question.en || question.name, question.name);
    choice.add(option);
  }
  choice.addEventListener("change", () => {
    const question = questions.find((each) => each.name === choice.value);
    if (question) yasgui.getTab().setQuery(question.text);
  });
});

// What YASGUI leaves without a name or in a wrong role for screen readers; it builds parts late, hence the observer.
const PATCHES = [
  [".CodeMirror textarea", { "aria-label": "SPARQL" }],
  [".autocompleteWrapper input", { "aria-label": "SPARQL endpoint" }],
  [".yasgui select", { "aria-label": "rows" }],
  [".tabsList", { role: "group", "aria-label": "SPARQL" }], // a button stands beside the tabs, as in no tablist
  [".tabsList > .tab", { role: "tablist" }],
];
function patch() {
  for (const [selector, attributes] of PATCHES)
    for (const element of document.querySelectorAll(selector))
      for (const [name, value] of Object.entries(attributes))
        if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
new MutationObserver(patch).observe(document.getElementById("yasgui"), { childList: true, subtree: true });
patch();
