// The toolbar: each button and shortcut, and the dialogs that they open.
import {
  append, bold, bullets, heading, insertBlock, insertInline, italic, nextNote, numbers, paragraph, selected, slug, speech,
  targetsIn,
} from "./commands.js";
import { ask } from "./dialogs.js";
import { toggleFolds } from "./folds.js";
import { editGrid } from "./grid.js";
import { tableAt, tableText } from "./tables.js";

export function commandsOf(data, material) {
  const { texts } = data;
  const text = (view) => view.state.doc.toString();

  async function link(view) {
    const given = await ask("link", { text: selected(view) });
    if (!given) return;
    let address = given.address.trim();
    if (/^[^\s@/]+@[^\s@/]+$/.test(address)) address = `mailto:${address}`;
    else if (/^\+?[\d\s()-]{6,}$/.test(address)) address = `tel:${address.replace(/[^\d+]/g, "")}`;
    else if (!/^(?:https?:|mailto:|tel:|#)/i.test(address)) address = `https://${address}`;
    insertInline(view, `[${given.text.trim()}](${address.replaceAll(" ", "%20").replaceAll(")", "%29")})`);
  }

  async function quote(view) {
    const range = paragraph(view);
    const given = await ask("quote", { text: view.state.sliceDoc(range.from, range.to).replace(/^> ?/gm, "") });
    if (!given) return;
    const lines = given.text.trim().split("\n").map((line) => `> ${line}`.trimEnd());
    const source = given.source.trim() ? [">", `> -- ${given.source.trim()}`] : [];
    insertBlock(view, [...lines, ...source].join("\n"), range);
  }

  async function fact(view) {
    const range = view.state.selection.main;
    const given = await ask("fact", { text: selected(view) });
    if (given) insertBlock(view, `/// ${texts.words.fact} | ${given.title.trim()}\n${given.text.trim()}\n///`, range);
  }

  async function note(view) {
    const given = await ask("note");
    if (!given) return;
    const number = nextNote(text(view));
    const at = view.state.selection.main.to;
    const words = given.text.trim().replace(/\n+/g, " ");
    view.dispatch({
      changes: [{ from: at, insert: `[^${number}]` }, append(view, `[^${number}]: ${words}`)],
      selection: { anchor: at + `[^${number}]`.length },
      userEvent: "input",
    });
    view.focus();
  }

  async function table(view) {
    const { doc, selection } = view.state;
    const lines = doc.toString().split("\n");
    const found = tableAt(lines, doc.lineAt(selection.main.head).number - 1);
    const start = found ?? { caption: "", cells: [["", "", ""], ["", "", ""], ["", "", ""]], aligned: [] };
    const given = await editGrid(start, texts);
    if (!given) return;
    const written = tableText({ ...given, aligned: found?.aligned, word: texts.words.table });
    const range = found ? { from: doc.line(found.from + 1).from, to: doc.line(found.to + 1).to } : selection.main;
    insertBlock(view, written, range);
  }

  async function reference(view) {
    const targets = targetsIn(text(view));
    if (!targets.length) {
      window.studio.announce(texts.noTargets);
      document.getElementById("save-state").textContent = texts.noTargets;
      return;
    }
    const select = document.getElementById("reference-target");
    select.replaceChildren(...targets.map((target, index) => new Option(target.text, index)));
    const given = await ask("reference");
    if (!given) return;
    const target = targets[Number(given.target)];
    const id = target.id || slug(target.text);
    const at = view.state.selection.main;
    const changes = [{ from: at.from, to: at.to, insert: `[${selected(view)}](#${id})` }];
    if (!target.id) changes.push({ from: target.from + target.line.trimEnd().length, insert: ` {#${id}}` });
    view.dispatch({ changes, userEvent: "input" });
    view.focus();
  }

  async function language(view) {
    const given = await ask("language", { text: selected(view), tag: "en" });
    if (given) insertInline(view, `[${given.text.trim()}]{lang=${given.tag}}`);
  }

  async function abbreviation(view) {
    const given = await ask("abbreviation", { short: selected(view) });
    if (!given) return;
    view.dispatch({ changes: append(view, `*[${given.short.trim()}]: ${given.long.trim()}`), userEvent: "input" });
    view.focus();
  }

  return {
    heading2: heading(2), heading3: heading(3), bold, italic, speech, bullets, numbers,
    quote, link, fact, note, table, reference, language, abbreviation,
    upload: () => material().choose(),
    marks: (view) => {
      document.querySelector("[data-command=marks]").setAttribute("aria-pressed", toggleFolds(view));
      view.focus();
    },
  };
}

// No key that types something with AltGr on a Nordic keyboard, which is Ctrl+Alt on Windows.
export const KEYS = {
  heading2: "Mod-Alt-r", heading3: "Mod-Alt-u", bold: "Mod-b", italic: "Mod-i", speech: "Mod-Alt-p", quote: "Mod-Alt-q",
  bullets: "Mod-Alt-l", numbers: "Mod-Alt-n", link: "Mod-k", upload: "Mod-Alt-b", table: "Mod-Alt-t", fact: "Mod-Alt-f",
  note: "Mod-Alt-o", reference: "Mod-Alt-h", language: "Mod-Alt-s", abbreviation: "Mod-Alt-a",
  comment: "Mod-Alt-k", marks: "Mod-Alt-d",
};

// One stop for the Tab key; arrows go from button to button (ARIA Authoring Practices, toolbar).
export function wireToolbar(view, commands) {
  const bar = document.querySelector(".toolbar");
  const more = bar.querySelector("#more");
  const rest = bar.querySelector("#more-commands");
  const seen = () => [...bar.querySelectorAll("button")].filter((button) => !rest.contains(button) || !rest.hidden);
  bar.hidden = false;
  seen()[0].tabIndex = 0;
  const focus = (index) => {
    const buttons = seen();
    const next = buttons[(index + buttons.length) % buttons.length];
    bar.querySelectorAll("button").forEach((button) => { button.tabIndex = button === next ? 0 : -1; });
    next.focus();
  };
  const open = (isOpen) => {
    rest.hidden = !isOpen;
    more.setAttribute("aria-expanded", isOpen);
  };
  bar.addEventListener("keydown", (event) => {
    const buttons = seen();
    const at = buttons.indexOf(document.activeElement);
    if (event.key === "Escape" && !rest.hidden) {
      open(false);
      focus(seen().length - 1);
    }
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    focus(to);
  });
  more.addEventListener("click", () => {
    open(rest.hidden);
    if (!rest.hidden) focus(seen().indexOf(more) + 1);
  });
  document.addEventListener("click", (event) => { if (!bar.contains(event.target)) open(false); });
  for (const button of bar.querySelectorAll("[data-command]")) {
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps its selection
    button.addEventListener("click", () => {
      if (rest.contains(button)) {
        open(false);
        focus(seen().length - 1); // so that Tab comes back to what is seen
      }
      commands[button.dataset.command](view);
    });
  }
}
