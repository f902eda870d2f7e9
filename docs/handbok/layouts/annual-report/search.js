"use strict";

// Finds the sections that have all words of a search, those first whose heading has one,
// then those that have the first word most often.
const form = document.querySelector(".search");
const [field, status, found] = form.querySelectorAll("input, p, ol");
const contents = form.parentElement.querySelector(":scope > ol");
const main = document.querySelector("main");
const headings = [...main.querySelectorAll(":is(h1, h2, h3, h4)[id]")];

// Small letters, without the hyphens that only show where a word is divided.
const fold = (text) => text.replaceAll("\u00ad", "").toLocaleLowerCase("sv");

// A section is a heading and what follows, up to the next heading.
function sectionOf(heading, index) {
  const range = document.createRange();
  range.setStartBefore(heading);
  if (headings[index + 1]) range.setEndBefore(headings[index + 1]);
  else range.setEndAfter(main.lastElementChild);
  return { heading, title: fold(heading.textContent), text: fold(range.toString()) };
}

const sections = headings
  .map(sectionOf)
  .filter(({ heading }) => !heading.closest(".contents"));

function entryFor({ heading }) {
  const entry = document.createElement("li");
  const link = document.createElement("a");
  link.href = `#${heading.id}`;
  link.textContent = heading.textContent;
  entry.append(link);
  return entry;
}

function search() {
  const words = fold(field.value).split(/\s+/u).filter(Boolean);
  const has = (text) => words.every((word) => text.includes(word));
  const matches = words.length ? sections.filter(({ text }) => has(text)) : [];
  const leads = ({ title }) => words.some((word) => title.includes(word));
  const count = ({ text }) => text.split(words[0]).length;
  matches.sort(
    (one, other) => leads(other) - leads(one) || count(other) - count(one),
  );
  found.replaceChildren(...matches.map(entryFor));
  contents.hidden = words.length > 0;
  status.textContent = words.length ? `${matches.length || "Inga"} avsnitt` : "";
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("input", search);
search();
