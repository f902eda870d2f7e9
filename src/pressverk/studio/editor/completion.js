// Completion: blocks, attributes, references, and blocks of data.
import { snippetCompletion } from "@codemirror/autocomplete";
import { targetsIn } from "./commands.js";

export function completions(data) {
  const { texts } = data;
  const block = (name) => snippetCompletion(`${name} | #{}\n#{}\n///`, { label: name, type: "keyword" });

  return (context) => {
    const before = (pattern) => context.matchBefore(pattern);
    let word = before(/^\/{3,}[ \t]*[\wåäö-]*/);
    if (word) {
      const from = word.from + /^\/+[ \t]*/.exec(word.text)[0].length;
      return { from, options: texts.blocks.map(block), validFor: /^[\wåäö-]*$/ };
    }
    word = before(/^```[\wåäö-]*/);
    if (word && data.isReport) {
      return { from: word.from + 3, options: texts.dataBlocks.map((label) => ({ label, type: "keyword" })) };
    }
    word = before(/^data:[ \t]*[\w-]*/);
    if (word && data.isReport) {
      const from = word.from + /^[^:]+:[ \t]*/.exec(word.text)[0].length;
      return { from, options: data.datasets.map((label) => ({ label, type: "constant" })), validFor: /^[\w-]*$/ };
    }
    word = before(/\]\(#[\w-]*/);
    if (word) {
      const targets = targetsIn(context.state.doc.toString()).filter((each) => each.id);
      return {
        from: word.from + 3,
        options: targets.map((each) => ({ label: each.id, detail: each.text, type: "text" })),
        validFor: /^[\w-]*$/,
      };
    }
    word = before(/\{[^{}\n]*?[.\wåäö-]*/);
    if (word) {
      const start = /[.\wåäö-]*$/.exec(word.text).index;
      const attributes = texts.attributes.map((label) => ({ label, apply: `${label}=`, type: "property" }));
      const classes = texts.classes.map((label) => ({ label: `.${label}`, type: "constant" }));
      return { from: word.from + start, options: [...attributes, ...classes], validFor: /^[.\wåäö-]*$/ };
    }
    return null;
  };
}
