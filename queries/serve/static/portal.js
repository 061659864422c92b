// What makes the portal handier where scripts run; all of it works without.
"use strict";

// On a narrow screen the filters are closed at first, so that the tasks are seen.
const filters = document.querySelector("details.all");
if (filters && matchMedia("(max-width: 56rem)").matches) filters.open = Boolean(location.hash.startsWith("#facet-"));

// In a facet that is shown whole, typing leaves the values that hold what was typed.
for (const field of document.querySelectorAll("[data-narrows]")) {
  field.closest("label").hidden = false;
  field.addEventListener("input", () => {
    for (const value of document.querySelectorAll(`#${field.dataset.narrows} li`))
      value.hidden = !value.textContent.toLowerCase().includes(field.value.trim().toLowerCase());
  });
}

// Pointing at a body of the network lights its ties.
for (const node of document.querySelectorAll("[data-node]")) {
  const ties = document.querySelectorAll(`[data-a="${node.dataset.node}"], [data-b="${node.dataset.node}"]`);
  const light = (on) => ties.forEach((tie) => tie.classList.toggle("lit", on));
  for (const on of ["mouseenter", "focus"]) node.addEventListener(on, () => light(true));
  for (const off of ["mouseleave", "blur"]) node.addEventListener(off, () => light(false));
}
