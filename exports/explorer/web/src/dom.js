/** Elements and text. Text is only ever set as text: nothing a document says can become markup. */
const Dom = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  const byId = (id) => document.getElementById(id);

  /** An element with attributes (on… are listeners, false and null are left out) and children, nodes or strings. */
  function make(tag, attributes = {}, ...children) {
    return fill(document.createElement(tag), attributes, children);
  }

  function makeSvg(tag, attributes = {}, ...children) {
    return fill(document.createElementNS(SVG, tag), attributes, children);
  }

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === false || value === null || value === undefined) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : String(value));
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
    return element;
  }

  /** Words of a document, kept from reordering what stands beside them. */
  const quoted = (text) => make("bdi", {}, text);

  const button = (text, onclick, attributes = {}) => make("button", { type: "button", onclick, ...attributes }, text);

  /** Has a script run that waits in the page as text, unless it ran: the policy knows it by its digest. */
  function run(id) {
    const waiting = byId(id);
    if (waiting.type === "text/plain") waiting.replaceWith(make("script", { id }, waiting.textContent));
  }

  /** The page read to its end: what is asked for later stands behind its script. */
  const whole = new Promise((resolve) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", resolve);
    else resolve();
  });

  return { byId, make, makeSvg, quoted, button, run, whole };
})();
