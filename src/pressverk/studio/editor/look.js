// The editor looks like the page's own fields; colours are the stylesheet's.
import { EditorView } from "@codemirror/view";

export const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--surface)", fontSize: "1.0625rem" },
  "&.cm-focused": { outline: "3px solid var(--brand)", outlineOffset: "2px" },
  ".cm-content": { fontFamily: "var(--sans)", lineHeight: "1.6", padding: "1rem 0", caretColor: "var(--ink)", minHeight: "24rem" },
  ".cm-line": { padding: "0 1rem 0 .5rem" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--brand) 24%, var(--surface)) !important",
  },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--brand) 5%, transparent)" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--ink-soft)", border: "0" },
  ".cm-gutter-lint": { width: "1.5rem" },
  ".cm-lint-marker": { content: "none", width: "1.125rem", height: "1.125rem" },
  ".cm-lint-marker::before": {
    display: "block", font: "600 .8125rem/1.125rem var(--sans)", textAlign: "center", color: "var(--ground)", borderRadius: "50%",
    backgroundColor: "var(--warn)", content: '"i"',
  },
  ".cm-lint-marker-error::before": { content: '"!"', backgroundColor: "var(--error)", borderRadius: "3px" },
  ".cm-lintRange": { backgroundImage: "none", textDecoration: "underline wavy var(--warn) 1px", textUnderlineOffset: "3px" },
  ".cm-lintRange-error": { textDecorationColor: "var(--error)" },
  ".cm-tooltip": {
    backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line-strong)", borderRadius: "6px",
    boxShadow: "var(--shadow)", maxWidth: "30rem",
  },
  ".cm-diagnostic": { padding: ".5rem .75rem", borderLeftWidth: "4px" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--error)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warn)" },
  ".cm-tooltip-autocomplete ul": { fontFamily: "var(--sans) !important" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: ".25rem .75rem", minHeight: "1.75rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--brand)", color: "var(--on-brand)" },
  ".cm-panels": { backgroundColor: "var(--desk)", color: "var(--ink)" },
  ".cm-panel.cm-search input": { width: "auto", minHeight: "2rem" },
  ".cm-searchMatch": { backgroundColor: "var(--warn-tint)", outline: "1px solid var(--warn)" },
  ".cm-placeholder": { color: "var(--ink-soft)" },
});
