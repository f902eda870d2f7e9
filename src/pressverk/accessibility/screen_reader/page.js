"use strict";
// Passages and their places on the pages, each marked when the other is pointed at or focused.
const links = Array.from(document.querySelectorAll("[data-where]"));
const places = Array.from(document.querySelectorAll("[data-passage]"));
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const wide = matchMedia("(min-width: 60rem)");
const placesOf = new Map();
for (const place of places) {
  const passage = place.dataset.passage;
  placesOf.set(passage, [...(placesOf.get(passage) ?? []), place]);
}

function mark(passage, wanted, name = "marked") {
  document.getElementById(passage)?.classList.toggle(name, wanted);
  for (const place of placesOf.get(passage) ?? []) place.classList.toggle(name, wanted);
}

// Only where words and pages scroll apart: else the reader would lose the line.
function bring(element, behavior = calm.matches ? "auto" : "smooth") {
  if (wide.matches) element?.scrollIntoView({ block: "center", behavior });
}

function choose(link) {
  for (const other of links) other.tabIndex = other === link ? 0 : -1;
}

links.forEach((link, index) => {
  const passage = link.dataset.where;
  const line = document.getElementById(passage);
  line.addEventListener("mouseenter", () => mark(passage, true));
  line.addEventListener("mouseleave", () => mark(passage, false));
  link.addEventListener("focus", () => {
    choose(link);
    mark(passage, true);
    bring(placesOf.get(passage)?.[0]);
  });
  link.addEventListener("blur", () => mark(passage, false));
  link.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: links.length - 1 };
    const next = links[steps[event.key]];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
});
for (const place of places) {
  const passage = place.dataset.passage;
  place.addEventListener("mouseenter", () => mark(passage, true));
  place.addEventListener("mouseleave", () => mark(passage, false));
  place.addEventListener("click", () => {
    links.find((link) => link.dataset.where === passage)?.focus();
    bring(document.getElementById(passage));
  });
}
if (links.length) choose(links[0]);

// What the address names stays marked, on both sides.
let chosen = "";
function follow() {
  const named = document.getElementById(location.hash.slice(1));
  mark(chosen, false, "chosen");
  chosen = named?.dataset.passage ?? named?.id ?? "";
  mark(chosen, true, "chosen");
  bring(document.getElementById(chosen), "auto");
  bring(placesOf.get(chosen)?.[0], "auto");
}
addEventListener("hashchange", follow);
follow();
