// Two texts side by side, their differences marked; each can be taken from the other by a click.
import { EditorState } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { history, historyKeymap, standardKeymap } from "@codemirror/commands";
import { MergeView } from "@codemirror/merge";
import { keymap } from "@codemirror/view";
import { look } from "./look.js";
import { forget } from "./session.js";

export function showClash(form, data) {
  forget(data); // both texts are kept by the server now
  const field = document.getElementById("ours");
  const shared = [
    lineNumbers(), look, EditorView.lineWrapping, EditorView.cspNonce.of(window.studio.nonce()),
    EditorState.phrases.of(data.texts.editor),
  ];
  const place = document.getElementById("merge");
  new MergeView({
    a: {
      doc: data.theirs,
      extensions: [...shared, EditorState.readOnly.of(true), EditorView.contentAttributes.of({ "aria-label": data.texts.theirs })],
    },
    b: {
      doc: field.value,
      extensions: [
        ...shared, history(), keymap.of([...standardKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ "aria-label": data.texts.ours, spellcheck: "true" }),
        EditorView.updateListener.of((update) => { if (update.docChanged) field.value = update.state.doc.toString(); }),
      ],
    },
    revertControls: "a-to-b",
    renderRevertControl: () => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "→";
      button.title = data.texts.editor["Revert this chunk"];
      button.setAttribute("aria-label", button.title);
      return button;
    },
    collapseUnchanged: { margin: 3, minSize: 6 },
    parent: place,
  });
  document.getElementById("merging").hidden = false;
  form.querySelector(".two-texts").hidden = true;
}
