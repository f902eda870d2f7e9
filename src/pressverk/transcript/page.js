"use strict";
// Passages and their places on the pages, each marked when the other is pointed at or focused.
const links = Array.from(document.querySelectorAll("[data-where]"));
const places = Array.from(document.querySelectorAll("[data-passage]"));
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const placesOf = new Map();
for (const place of places) {
  const passage = place.dataset.passage;
  placesOf.set(passage, [...(placesOf.get(passage) ?? []), place]);
}

function mark(passage, wanted) {
  document.getElementById(passage)?.classList.toggle("marked", wanted);
  for (const place of placesOf.get(passage) ?? []) place.classList.toggle("marked", wanted);
}

function bring(element) {
  element?.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
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
