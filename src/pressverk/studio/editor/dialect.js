// The dialect of docs/writing.md for the editor: Markdown, and what it adds, told apart by colour.
import {
  defineLanguageFacet, HighlightStyle, Language, languageDataProp, LanguageSupport, syntaxHighlighting,
} from "@codemirror/language";
import { styleTags, tags } from "@lezer/highlight";
import { parser, Table } from "@lezer/markdown";

// A block that is one line, such as the first and the last line of a box.
function lineBlock(name, pattern, hasInline = false) {
  return {
    name,
    before: "LinkReference",
    parse(context, line) {
      if (!pattern.test(line.text.slice(line.pos))) return false;
      const from = context.lineStart + line.pos;
      const inside = hasInline ? context.parser.parseInline(line.text.slice(line.pos), from) : [];
      context.addElement(context.elt(name, from, context.lineStart + line.text.length, inside));
      context.nextLine();
      return true;
    },
    endLeaf: (_context, line) => pattern.test(line.text.slice(line.pos)),
  };
}

// Something in a line, which begins with the character `first`.
function inline(name, first, pattern) {
  return {
    name,
    before: "Link",
    parse(context, next, position) {
      if (next !== first) return -1;
      const found = pattern.exec(context.slice(position, context.end));
      if (!found) return -1;
      return context.addElement(context.elt(name, position, position + found[0].length));
    },
  };
}

const additions = {
  defineNodes: [
    { name: "BoxLine", block: true, style: tags.processingInstruction },
    { name: "Explanation", block: true, style: tags.meta },
    { name: "Caption", block: true, style: tags.meta },
    { name: "Attributes", style: tags.meta },
    { name: "NoteCall", style: tags.processingInstruction },
    { name: "SpeechDash", style: tags.processingInstruction },
  ],
  parseBlock: [
    lineBlock("BoxLine", /^\/{3,}/),
    lineBlock("Explanation", /^(?:\*\[[^\]]+\]|\[\^[^\]]+\]):/),
    lineBlock("Caption", /^(?:Table|Tabell):/, true),
  ],
  parseInline: [
    inline("Attributes", 123, /^\{[^{}\n]*\}/),
    inline("NoteCall", 91, /^\[\^[^\]\s]+\]/),
    inline("SpeechDash", 8211, /^–(?= )/),
  ],
};

const data = defineLanguageFacet({ commentTokens: { block: { open: "<!--", close: "-->" } } });
const grammar = parser.configure([
  Table,
  additions,
  { props: [languageDataProp.add({ Document: data }), styleTags({ TableDelimiter: tags.meta })] },
]);

const looks = HighlightStyle.define([
  { tag: tags.heading2, fontWeight: "600", fontSize: "1.25em", fontFamily: "var(--serif)" },
  { tag: [tags.heading3, tags.heading4, tags.heading5, tags.heading6], fontWeight: "600", fontFamily: "var(--serif)" },
  { tag: tags.strong, fontWeight: "600" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.monospace, fontFamily: "var(--code)", fontSize: ".9em" },
  { tag: tags.url, color: "var(--brand)" },
  { tag: [tags.processingInstruction, tags.contentSeparator], color: "var(--brand)", fontWeight: "600" },
  { tag: [tags.meta, tags.comment], color: "var(--ink-soft)", fontSize: ".9375em" },
  { tag: tags.quote, color: "var(--ink-soft)" },
]);

export function dialect() {
  return new LanguageSupport(new Language(data, grammar, [], "pressverk"), syntaxHighlighting(looks));
}
