// What the toolbar and the shortcuts do to the text.
import { EditorSelection } from "@codemirror/state";

const linesOf = (state, range) => {
  const lines = [];
  for (let line = state.doc.lineAt(range.from); ; line = state.doc.line(line.number + 1)) {
    lines.push(line);
    if (line.to >= range.to) return lines;
  }
};

// Put marks around what is selected, or take them away where they stand.
export function wrap(view, before, after = before) {
  const { state } = view;
  view.dispatch(state.changeByRange((range) => {
    const { from, to } = range;
    const outside = state.sliceDoc(from - before.length, from) === before && state.sliceDoc(to, to + after.length) === after;
    if (outside) {
      return {
        changes: [{ from: from - before.length, to: from }, { from: to, to: to + after.length }],
        range: EditorSelection.range(from - before.length, to - before.length),
      };
    }
    return {
      changes: [{ from, insert: before }, { from: to, insert: after }],
      range: EditorSelection.range(from + before.length, to + before.length),
    };
  }), { userEvent: "input", scrollIntoView: true });
  view.focus();
  return true;
}

// Begin each selected line with `mark(index)`, instead of what `others` finds at its beginning; a
// second time takes it away.
export function beginLines(view, mark, others) {
  const { state } = view;
  const lines = linesOf(state, state.selection.main);
  const written = lines.filter((line) => line.text.trim() || lines.length === 1);
  const isThere = written.every((line, index) => line.text.startsWith(mark(index)));
  const changes = written.map((line, index) => {
    const old = others.exec(line.text)?.[0] ?? "";
    return { from: line.from, to: line.from + old.length, insert: isThere ? "" : mark(index) };
  });
  view.dispatch({ changes, userEvent: "input", scrollIntoView: true });
  view.focus();
  return true;
}

const STARTS = /^(?:#{1,6}\s+|[–—-]\s+|[•·*+]\s+|\d{1,3}[.)]\s+|>\s?)/;

export const heading = (level) => (view) => beginLines(view, () => `${"#".repeat(level)} `, STARTS);
export const speech = (view) => beginLines(view, () => "– ", STARTS);
export const bullets = (view) => beginLines(view, () => "- ", STARTS);
export const numbers = (view) => beginLines(view, (index) => `${index + 1}. `, STARTS);
export const bold = (view) => wrap(view, "**");
export const italic = (view) => wrap(view, "*");

// Put `text` on lines of its own, blank lines around it, and the cursor where one writes on.
export function insertBlock(view, text, { from, to } = view.state.selection.main) {
  const { doc } = view.state;
  const before = doc.sliceString(0, from).trimEnd();
  const after = doc.sliceString(to).replace(/^\s*\n/, "").replace(/^\n+/, "");
  const start = before.length;
  const insert = `${before ? "\n\n" : ""}${text}\n\n`;
  view.dispatch({
    changes: { from: start, to: doc.length - after.length, insert: after ? `${insert}\n` : insert },
    selection: EditorSelection.cursor(start + insert.length),
    userEvent: "input.insert",
    scrollIntoView: true,
  });
  view.focus();
}

export function insertInline(view, text, range = view.state.selection.main) {
  view.dispatch({
    changes: { from: range.from, to: range.to, insert: text },
    selection: { anchor: range.from + text.length },
    userEvent: "input.insert",
    scrollIntoView: true,
  });
  view.focus();
}

// Put `text` at the end of the article, a blank line before it.
export function append(view, text) {
  const { doc } = view.state;
  const end = doc.toString().trimEnd().length;
  const isDefinition = /(?:^|\n)(?:\*\[[^\]]+\]|\[\^[^\]]+\]):[^\n]*$/.test(doc.sliceString(0, end));
  const insert = `${end ? (isDefinition ? "\n" : "\n\n") : ""}${text}\n`;
  return { from: end, to: doc.length, insert };
}

export const selected = (view) => view.state.sliceDoc(view.state.selection.main.from, view.state.selection.main.to);

// What is selected, or the paragraph that the cursor is in.
export function paragraph(view) {
  const { doc, selection: { main } } = view.state;
  if (!main.empty) return main;
  let first = doc.lineAt(main.head);
  if (!first.text.trim()) return main;
  let last = first;
  while (first.number > 1 && doc.line(first.number - 1).text.trim()) first = doc.line(first.number - 1);
  while (last.number < doc.lines && doc.line(last.number + 1).text.trim()) last = doc.line(last.number + 1);
  return { from: first.from, to: last.to };
}

// The number of the next note.
export function nextNote(text) {
  const used = [...text.matchAll(/\[\^(\d+)\]/g)].map((match) => Number(match[1]));
  return Math.max(0, ...used) + 1;
}

// Enter goes on with a list, a quotation or speech; on an empty item it ends it.
export function continueList(view) {
  const { state } = view;
  const { main } = state.selection;
  const line = state.doc.lineAt(main.head);
  const found = /^(\s*)([-*+]|\d{1,3}\.|>|–)(\s+)/.exec(line.text);
  if (!main.empty || !found || main.head < line.from + found[0].length) return false;
  const [mark, indent, sign, blanks] = found;
  if (!line.text.slice(mark.length).trim()) {
    view.dispatch({ changes: { from: line.from, to: line.to }, userEvent: "delete" });
    return true;
  }
  const next = /\d/.test(sign) ? `${parseInt(sign, 10) + 1}.` : sign;
  const insert = `\n${indent}${next}${blanks}`;
  view.dispatch({
    changes: { from: main.head, insert },
    selection: { anchor: main.head + insert.length },
    userEvent: "input",
    scrollIntoView: true,
  });
  return true;
}

// Places that can be referred to: headings, and what has an id.
export function targetsIn(text) {
  const targets = [];
  for (const match of text.matchAll(/^(#{2,6})\s+(.+?)\s*(?:\{#([\w-]+)[^}]*\})?\s*$/gm)) {
    targets.push({ id: match[3] ?? "", text: match[2], from: match.index, line: match[0] });
  }
  for (const match of text.matchAll(/^(?:Table|Tabell):\s*(.+?)\s*\{[^}\n]*#([\w-]+)[^}\n]*\}/gm)) {
    targets.push({ id: match[2], text: match[1], from: match.index });
  }
  for (const match of text.matchAll(/^!\[[^\]]*\]\([^)\n]*?(?:"([^"\n]*)")?\)\{[^}\n]*#([\w-]+)[^}\n]*\}/gm)) {
    targets.push({ id: match[2], text: match[1] || match[2], from: match.index });
  }
  return targets;
}

export function slug(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "") || "avsnitt";
}
