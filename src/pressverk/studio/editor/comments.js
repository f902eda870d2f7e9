// Comments of colleagues at their place: their words marked, a sign in the margin, the list below.
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, gutter, GutterMarker } from "@codemirror/view";

const replace = StateEffect.define();
const marks = StateField.define({
  create: () => Decoration.none,
  update(set, { changes, effects }) {
    const given = effects.find((effect) => effect.is(replace));
    return given ? given.value : set.map(changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

class Sign extends GutterMarker {
  constructor(id, label) {
    super();
    this.id = id;
    this.label = label;
  }

  eq(other) {
    return this.id === other.id;
  }

  toDOM() {
    const sign = document.createElement("a");
    sign.className = "cm-comment-sign";
    sign.href = `#comment-${this.id}`;
    sign.tabIndex = -1; // the list has them for the keyboard
    sign.title = this.label;
    return sign;
  }
}

// Where the words of a comment stand now: of several places, that nearest to its line.
export function placeOf(text, { quoted, line }, bodyLine) {
  const starts = [0];
  for (const each of text.matchAll(/\n/g)) starts.push(each.index + 1);
  const near = line ? starts[line - bodyLine] ?? text.length : 0;
  const found = quoted ? [...text.matchAll(RegExp(RegExp.escape?.(quoted) ?? quoted.replace(/[\^$.*+?()[\]{}|\\/-]/g, "\\$&"), "g"))] : [];
  const best = found.map((match) => match.index).sort((one, other) => Math.abs(one - near) - Math.abs(other - near))[0];
  return best === undefined ? null : { from: best, to: best + quoted.length };
}

const list = () => document.getElementById("comment-list");
const idAt = (set, from, to) => {
  let id = null;
  set.between(from, to, (_from, _to, mark) => { id ??= mark.spec.id; });
  return id;
};

export const comments = (texts) => [
  marks,
  gutter({
    class: "cm-comment-gutter",
    lineMarker(view, block) {
      const id = idAt(view.state.field(marks), block.from, block.to);
      return id ? new Sign(id, labelOf(id, texts)) : null;
    },
    lineMarkerChange: (update) => update.startState.field(marks) !== update.state.field(marks),
  }),
  // Whoever comes to commented words with the cursor is told so.
  EditorView.updateListener.of(({ state, selectionSet, startState }) => {
    if (!selectionSet) return;
    const at = (each) => idAt(each.field(marks), each.selection.main.head, each.selection.main.head);
    const id = at(state);
    if (id && id !== at(startState)) window.studio.announce(labelOf(id, texts));
  }),
  EditorView.theme({
    ".cm-comment": { backgroundColor: "var(--tint)", borderBottom: "2px solid var(--brand)" },
    ".cm-comment-gutter": { width: "1.25rem" },
    ".cm-comment-sign": {
      display: "block", width: ".75rem", height: ".625rem", margin: ".5rem auto 0", borderRadius: "3px 3px 3px 0",
      backgroundColor: "var(--brand)",
    },
  }),
];

function labelOf(id, texts) {
  const item = document.getElementById(`comment-${id}`);
  return texts.comment.replace("{person}", item?.dataset.who ?? "").replace("{text}", item?.querySelector(":scope > p").textContent ?? "");
}

// Mark the open comments of the list, now and whenever another list comes.
export function wireComments(view, data, bodyLine) {
  const draw = () => {
    const text = view.state.doc.toString();
    const found = [...list().querySelectorAll(".comment:not(.resolved)")]
      .filter((item) => item.dataset.part === data.part)
      .map((item) => [item.dataset.comment, placeOf(text, { quoted: item.dataset.quoted, line: Number(item.dataset.line) }, bodyLine())])
      .filter(([, place]) => place);
    view.dispatch({
      effects: replace.of(Decoration.set(found.map(([id, { from, to }]) => Decoration.mark({ class: "cm-comment", id }).range(from, to)), true)),
    });
  };
  document.addEventListener("htmx:afterSettle", (event) => event.target.id === "comment-list" && draw());
  document.getElementById("comment-form").addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!detail.successful) return;
    for (const name of ["line", "quoted", "text"]) document.getElementById(`comment-${name}`).value = "";
  });
  document.getElementById("comments").addEventListener("click", (event) => {
    const item = event.target.closest(".place")?.closest(".comment");
    if (!item || item.dataset.part !== data.part) return;
    let place = null;
    view.state.field(marks).between(0, view.state.doc.length, (from, to, mark) => {
      if (mark.spec.id === item.dataset.comment) place = { anchor: from, head: to };
    });
    if (!place) return;
    event.preventDefault();
    view.dispatch({ selection: place, effects: EditorView.scrollIntoView(place.anchor, { y: "center" }) });
    view.focus();
  });
  draw();
}

// Begin a comment on what is selected, or on the line that the cursor is on.
export function commentOn(view, bodyLine) {
  const { doc, selection: { main } } = view.state;
  const line = doc.lineAt(main.from);
  const words = view.state.sliceDoc(main.from, Math.min(main.to, line.to)) || line.text.slice(0, 200);
  document.getElementById("comment-quoted").value = words.trim();
  document.getElementById("comment-line").value = line.number + bodyLine - 1;
  document.getElementById("comment-text").focus();
}
