// Folds: what signs say about the text is a few words until the cursor comes to it, by mouse or keys.
import { syntaxTree } from "@codemirror/language";
import { Facet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, WidgetType } from "@codemirror/view";

const LONGEST = 32; // characters of an address that stays as it is

const toggle = StateEffect.define();
const isOpen = StateField.define({
  create: () => false,
  update: (open, { effects }) => effects.reduce((now, effect) => (effect.is(toggle) ? effect.value : now), open),
});
const wording = Facet.define({ combine: ([texts]) => texts });

// Unfold everything, or fold it again.
export function toggleFolds(view) {
  const open = !view.state.field(isOpen);
  view.dispatch({ effects: toggle.of(open) });
  return open;
}

class Fold extends WidgetType {
  constructor(kind, words, label) {
    super();
    Object.assign(this, { kind, words, label });
  }

  eq(other) {
    return this.kind === other.kind && this.words === other.words;
  }

  toDOM(view) {
    const place = document.createElement("span");
    place.className = `cm-fold cm-fold-${this.kind}`;
    place.textContent = this.words;
    place.setAttribute("role", "img"); // one thing with a name, in an editable text
    place.setAttribute("aria-label", this.label);
    place.title = this.label;
    place.addEventListener("mousedown", (event) => {
      event.preventDefault();
      view.dispatch({ selection: { anchor: view.posAtDOM(place) + (this.kind === "picture" ? 2 : 1) } });
      view.focus();
    });
    return place;
  }

  ignoreEvent() {
    return true;
  }
}

function languageName(tag) {
  try {
    return new Intl.DisplayNames(document.documentElement.lang, { type: "language" }).of(tag);
  } catch {
    return tag;
  }
}

// What attributes say, in a word.
export function inWords(attributes, texts) {
  const tag = /(?:^|[{\s])(?:lang|språk)=["']?([\w-]+)/.exec(attributes)?.[1];
  if (tag) return languageName(tag);
  return /^\{\s*#[^\s}]+\s*\}$/.test(attributes) ? texts.foldTarget : texts.foldAttributes;
}

function host(address) {
  return /^[a-z]+:(?:\/\/)?(?:www\.)?([^/?#]+)/i.exec(address)?.[1] ?? address.slice(0, LONGEST);
}

// Each fold of what is seen: where it is, its kind, and the words that stand for it.
export function foldsIn(state, ranges, texts) {
  const found = [];
  const text = (node) => state.sliceDoc(node.from, node.to);
  const enter = (node) => {
    if (node.name === "Image") {
      const [, alt, caption] = /^!\[([^\]]*)\]\([^"]*(?:"([^"]*)")?/.exec(text(node)) ?? [];
      found.push({ from: node.from, to: node.to, kind: "picture", words: `${texts.foldPicture}: ${caption || alt || ""}` });
      return false;
    }
    if (node.name === "Attributes") {
      const last = found.at(-1);
      if (last?.kind === "picture" && last.to === node.from) last.to = node.to;
      else found.push({ from: node.from, to: node.to, kind: "attributes", words: inWords(text(node), texts) });
    }
    if (node.name === "URL" && node.matchContext(["Link"]) && node.to - node.from > LONGEST) {
      found.push({ from: node.from, to: node.to, kind: "address", words: `${host(text(node))}/…` });
    }
    return undefined;
  };
  for (const { from, to } of ranges) syntaxTree(state).iterate({ from, to, enter });
  return found.filter(({ from, to }) => state.doc.lineAt(from).to >= to);
}

const isTouched = (state) => ({ from, to }) => state.selection.ranges.some((range) => range.from <= to && range.to >= from);

class Folds {
  constructor(view) {
    this.opened = "";
    this.hasBeenHere = false;
    this.draw(view);
  }

  update(update) {
    const isNew = syntaxTree(update.startState) !== syntaxTree(update.state);
    if (isNew || update.docChanged || update.selectionSet || update.focusChanged || update.viewportChanged || update.transactions.length) this.draw(update.view, update.selectionSet);
  }

  draw({ state, visibleRanges, hasFocus }, hasMoved = false) {
    const texts = state.facet(wording);
    this.hasBeenHere ||= hasFocus; // nothing is open before somebody writes
    const touched = this.hasBeenHere ? isTouched(state) : () => false;
    const all = state.field(isOpen) ? [] : foldsIn(state, visibleRanges, texts);
    const folded = all.filter((fold) => !touched(fold));
    this.decorations = Decoration.set(folded.map(({ from, to, kind, words }) => Decoration.replace({
      widget: new Fold(kind, words, `${words} (${texts.folded})`),
    }).range(from, to)), true);
    const [open] = all.filter(touched);
    const opened = open ? `${open.from}` : "";
    if (hasMoved && open && opened !== this.opened) window.studio.announce(texts.unfolded.replace("{words}", open.words));
    this.opened = opened;
  }
}

export const folds = (texts) => [
  wording.of(texts), isOpen, ViewPlugin.fromClass(Folds, { decorations: (plugin) => plugin.decorations }),
  EditorView.theme({
    ".cm-fold": {
      display: "inline-block", maxWidth: "100%", boxSizing: "border-box", padding: "0 .5em", border: "1px solid var(--line)",
      borderRadius: "1em", backgroundColor: "var(--tint)", color: "var(--ink-soft)", fontSize: ".8125em", lineHeight: "1.5",
      verticalAlign: "baseline", cursor: "pointer", overflowWrap: "anywhere",
    },
    ".cm-fold-picture": { padding: ".375em .875em", borderRadius: "6px", color: "var(--ink)", fontSize: ".9375em", verticalAlign: "middle" },
    ".cm-fold:hover": { borderColor: "var(--brand)", color: "var(--brand)" },
  }),
];
