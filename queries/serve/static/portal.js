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

// A file dropped on the page is given as if it had been chosen, and sending says that it takes a while.
const drop = document.querySelector("form[data-drop]");
if (drop) {
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    drop.elements.file.files = event.dataTransfer.files;
    drop.requestSubmit();
  });
  drop.addEventListener("submit", () => {
    drop.querySelector("[role=status]").textContent = drop.dataset.busy;
  });
}
