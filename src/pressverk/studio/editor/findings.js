// What is to be mended: marks in the margin of the text, and a list below it, each with its cure.
import { setDiagnostics } from "@codemirror/lint";

export class Findings {
  constructor(view, data, goTo) {
    this.view = view;
    this.texts = data.texts;
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
    const hadFocus = this.list.contains(document.activeElement);
    this.list.replaceChildren(...(all.length ? all.map((each) => this.item(each)) : [this.nothing()]));
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

  item(finding) {
    const item = document.createElement("li");
    item.className = `finding ${finding.severity}`;
    const message = document.createElement("strong");
    message.textContent = finding.elsewhere ? `${finding.elsewhere}: ${finding.message}` : finding.message;
    item.append(message);
    const actions = document.createElement("span");
    actions.className = "finding-actions";
    if (finding.field || finding.line) {
      const line = finding.line - this.bodyLine + 1;
      actions.append(this.button(finding.field ? this.texts.goToField : this.texts.goTo.replace("{line}", line), () => this.goTo(finding)));
    }
    for (const cure of finding.cures ?? []) actions.append(this.button(cure.label, () => this.mend(cure)));
    if (actions.childNodes.length) item.append(actions);
    return item;
  }

  button(text, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "small-button";
    button.textContent = text;
    button.addEventListener("click", action);
    return button;
  }

  mend(cure) {
    const changes = cure.edits.map(({ line, from, to, text, was }) => {
      const at = this.view.state.doc.line(line - this.bodyLine + 1);
      return at.text === was ? { from: at.from + from, to: at.from + to, insert: text } : null;
    });
    if (changes.some((change) => !change)) return;
    this.view.dispatch({ changes, userEvent: "input.cure", scrollIntoView: true });
    this.view.focus();
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
        actions: (each.cures ?? []).map((cure) => ({ name: cure.label, apply: () => this.mend(cure) })),
      }];
    });
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
  }
}
