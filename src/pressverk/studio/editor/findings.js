// What is to be mended: marks in the margin of the text, and a list below it, each with its cure.
import { setDiagnostics } from "@codemirror/lint";
import { unfold } from "./particulars.js";

// Edits as changes of `text`, whose first line is line `first` of the file. Columns count characters.
function changesIn(text, edits, first) {
  const lines = text.split("\n");
  const starts = [0];
  for (const line of lines) starts.push(starts.at(-1) + line.length + 1);
  return edits.flatMap(({ line, column, written, replacement }) => {
    const at = line - first;
    if (at < 0 || at >= lines.length) return [];
    const from = starts[at] + Array.from(lines[at]).slice(0, column - 1).join("").length;
    return text.startsWith(written, from) ? [{ from, to: from + written.length, insert: replacement }] : [];
  });
}

function applied(text, changes) {
  return [...changes].sort((one, other) => other.from - one.from)
    .reduce((done, { from, to, insert }) => done.slice(0, from) + insert + done.slice(to), text);
}

export class Findings {
  constructor(view, data, goTo) {
    this.view = view;
    this.texts = data.texts;
    this.help = data.urls.help;
    this.goTo = goTo;
    this.list = document.getElementById("findings");
    this.count = document.getElementById("finding-count");
    this.written = [];
    this.checked = [];
    this.shown = null;
  }

  // The findings of the text as it was set, and its first line in the file.
  show(findings, bodyLine) {
    this.bodyLine = bodyLine;
    this.written = findings;
    this.checked = [];
    this.draw();
  }

  // What validators and listeners found in the same pages.
  add(findings) {
    const known = new Set(this.written.map((each) => `${each.rule} ${each.line}`));
    this.checked = findings.filter((each) => !known.has(`${each.rule} ${each.line}`));
    if (this.checked.length) this.draw();
  }

  draw() {
    const all = [...this.written, ...this.checked];
    this.mark(all);
    const key = JSON.stringify(all);
    if (key === this.shown) return;
    this.shown = key;
    unfold(all);
    const hadFocus = this.list.contains(document.activeElement);
    this.list.replaceChildren(...(all.length ? all.map((each, at) => this.item(each, all.findIndex(({ rule }) => rule === each.rule) === at)) : [this.nothing()]));
    this.count.textContent = all.length ? String(all.length) : "";
    for (const field of document.querySelectorAll("[data-field]")) {
      const faults = all.filter((each) => each.field === field.dataset.field && each.severity === "error");
      for (const input of field.querySelectorAll("input:not([type=hidden]), textarea")) {
        if (faults.length) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    }
    if (hadFocus) this.list.querySelector("button")?.focus();
  }

  nothing() {
    const item = document.createElement("li");
    item.className = "no-finding";
    item.textContent = this.texts.noFindings;
    return item;
  }

  item(finding, isFirst) {
    const item = document.createElement("li");
    item.className = `finding ${finding.severity}`;
    const message = document.createElement("strong");
    message.textContent = this.words(finding);
    item.append(message);
    const actions = document.createElement("span");
    actions.className = "finding-actions";
    if (finding.field || finding.line) {
      const line = finding.line - this.bodyLine + 1;
      actions.append(this.button(finding.field ? this.texts.goToField : this.texts.goTo.replace("{line}", line), () => this.goTo(finding)));
    }
    const cure = this.cureOf(finding);
    if (cure) actions.append(this.button(cure.label, () => this.mend(cure)));
    if (isFirst) actions.append(this.readMore(finding));
    if (finding.settling?.length) actions.append(this.button(this.texts.settle, () => this.mend({ edits: finding.settling })));
    if (actions.childNodes.length) item.append(actions);
    return item;
  }

  // The form has labels where the file has keys.
  words({ message, field, elsewhere }) {
    if (elsewhere) return `${elsewhere}: ${message}`;
    const label = field && document.querySelector(`[data-field="${field}"] :is(label, legend)`)?.textContent;
    return label ? message.replace(`(${field})`, `(${label})`) : message;
  }

  // In a tab of its own: what is being written stays where it is.
  readMore(finding) {
    const link = document.createElement("a");
    link.href = `${this.help}?rule=${encodeURIComponent(finding.rule)}`;
    link.target = "_blank";
    link.textContent = this.texts.readMore;
    const about = document.createElement("span");
    about.className = "visually-hidden";
    about.textContent = `: ${finding.message}`;
    link.append(about);
    return link;
  }

  button(text, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "small-button";
    button.textContent = text;
    button.addEventListener("click", action);
    return button;
  }

  // What a program can mend has one answer: the edits that the finding brings.
  cureOf(finding) {
    const { edits } = finding;
    if (!edits?.length) return null;
    const [only] = edits;
    const words = only.replacement.trim();
    const short = edits.length === 1 && words.length > 3 && words.length <= 40 && !words.includes("\n");
    return { label: short ? this.texts.changeTo.replace("{text}", words) : this.texts.mend, edits };
  }

  mend({ edits }) {
    const inText = edits.filter((edit) => edit.line >= this.bodyLine);
    const inFront = edits.filter((edit) => edit.line < this.bodyLine);
    const changes = changesIn(this.view.state.doc.toString(), inText, this.bodyLine);
    const front = document.querySelector('#write-form textarea[name="front"]');
    const frontChanges = front ? changesIn(front.value, inFront, 2) : [];
    if (changes.length + frontChanges.length < edits.length) return; // something else stands there by now
    if (changes.length) {
      this.view.dispatch({ changes, userEvent: "input.cure", scrollIntoView: true });
      this.view.focus();
    }
    if (frontChanges.length) {
      front.value = applied(front.value, frontChanges);
      front.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  mark(all) {
    const { doc } = this.view.state;
    const diagnostics = all.filter((each) => each.line && !each.field).flatMap((each) => {
      const number = each.line - this.bodyLine + 1;
      if (number < 1 || number > doc.lines) return [];
      const line = doc.line(number);
      const from = Math.min(line.to, line.from + Math.max(0, (each.column ?? 1) - 1));
      const word = /^[\S]+/.exec(doc.sliceString(from, line.to));
      return [{
        from: each.column ? from : line.from,
        to: each.column ? Math.min(line.to, from + (word ? word[0].length : 1)) : line.to,
        severity: each.severity === "error" ? "error" : "warning",
        message: each.message,
        actions: [this.cureOf(each)].filter(Boolean).map((cure) => ({ name: cure.label, apply: () => this.mend(cure) })),
      }];
    });
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
  }
}
