// What is heard, read aloud by the browser; its place on the page is marked meanwhile.
"use strict";

const lines = [...document.querySelectorAll(".heard-words .passages > li[id]")];
const placesOf = new Map();
for (const place of document.querySelectorAll("[data-passage]")) {
  const passage = place.dataset.passage;
  placesOf.set(passage, [...(placesOf.get(passage) ?? []), place]);
}
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const wide = matchMedia("(min-width: 55rem)");

function mark(id, wanted, name) {
  document.getElementById(id)?.classList.toggle(name, wanted);
  for (const place of placesOf.get(id) ?? []) place.classList.toggle(name, wanted);
}

function bring(element) {
  if (wide.matches) element?.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
}

for (const line of lines) {
  line.addEventListener("mouseenter", () => mark(line.id, true, "marked"));
  line.addEventListener("mouseleave", () => mark(line.id, false, "marked"));
}
for (const [id, places] of placesOf) {
  for (const place of places) {
    place.addEventListener("mouseenter", () => mark(id, true, "marked"));
    place.addEventListener("mouseleave", () => mark(id, false, "marked"));
  }
}

// Each piece in its own language: a voice for it is chosen by the browser.
function pieces(line) {
  const found = [];
  for (const element of line.querySelectorAll(".words > *")) {
    const lang = element.lang || line.querySelector(".words").lang;
    const text = element.textContent.replace(/[[\]]/g, " ").trim();
    if (!text) continue;
    const last = found.at(-1);
    if (last && last.lang === lang) last.text += ` ${text}`;
    else found.push({ text, lang });
  }
  return found;
}

const player = document.getElementById("player");
const voice = window.speechSynthesis;
if (player) {
  player.hidden = false;
  const play = document.getElementById("play");
  const stop = document.getElementById("stop");
  const rate = document.getElementById("rate");
  const told = document.getElementById("voice-note");
  let at = 0;
  let turn = 0; // an utterance of an earlier turn says nothing more
  let state = "still";

  function show(next) {
    state = next;
    play.textContent = { still: at ? play.dataset.resume : play.dataset.play, reading: play.dataset.pause }[next];
    stop.disabled = !at && next === "still";
  }

  function speak() {
    const mine = ++turn;
    if (at >= lines.length) {
      at = 0;
      show("still");
      return;
    }
    const line = lines[at];
    mark(line.id, true, "heard-now");
    bring(line);
    bring(placesOf.get(line.id)?.[0]);
    const left = pieces(line);
    function next() {
      if (mine !== turn) return;
      const piece = left.shift();
      if (!piece) {
        mark(line.id, false, "heard-now");
        at += 1;
        speak();
        return;
      }
      const utterance = new SpeechSynthesisUtterance(piece.text);
      utterance.lang = piece.lang;
      utterance.rate = Number(rate.value);
      utterance.onend = next;
      utterance.onerror = (event) => {
        if (mine !== turn || event.error === "interrupted" || event.error === "canceled") return;
        pause();
        told.textContent = player.dataset.none;
        told.hidden = false;
      };
      voice.speak(utterance);
    }
    next();
  }

  function pause() {
    turn += 1;
    voice.cancel();
    for (const line of lines) mark(line.id, false, "heard-now");
    show("still");
  }

  if (!voice) {
    play.disabled = true;
    told.textContent = player.dataset.none;
    told.hidden = false;
  } else {
    play.addEventListener("click", () => {
      if (state === "reading") {
        pause();
      } else {
        show("reading");
        speak();
      }
    });
    stop.addEventListener("click", () => {
      pause();
      at = 0;
      show("still");
    });
    addEventListener("pagehide", () => voice.cancel());
    // A line that is chosen is where reading goes on.
    for (const [index, line] of lines.entries()) {
      line.querySelector(".words").addEventListener("dblclick", () => {
        pause();
        at = index;
        show("reading");
        speak();
      });
    }
  }
}
