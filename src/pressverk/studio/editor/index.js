// The screen for writing: a form that works by itself becomes an editor with pages beside it.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { drawSelection, dropCursor, EditorView, highlightActiveLine, highlightSpecialChars, keymap, placeholder } from "@codemirror/view";
import { continueList } from "./commands.js";
import { showClash } from "./clash.js";
import { commentOn, comments, wireComments } from "./comments.js";
import { completions } from "./completion.js";
import { wireClosing } from "./dialogs.js";
import { dialect } from "./dialect.js";
import { Findings } from "./findings.js";
import { folds, toggleFolds } from "./folds.js";
import { look } from "./look.js";
import { Material } from "./material.js";
import { Pages } from "./pages.js";
import { summarise } from "./particulars.js";
import { Saving } from "./saving.js";
import { historyFields, keep, kept } from "./session.js";
import { commandsOf, KEYS, wireToolbar } from "./toolbar.js";
import { wireViews } from "./views.js";

const WAIT = 90; // milliseconds after a keystroke until the pages are asked for
const CHECK = 1500; // until what validators say is asked for

const dataOf = (id) => JSON.parse(document.getElementById(id).textContent);

function start(form) {
  const data = dataOf("editor-data");
  const field = document.getElementById("body");
  const { texts } = data;
  const about = { article: data.article, part: data.part };
  let material = null;

  const values = () => {
    field.value = view.state.doc.toString();
    return new FormData(form);
  };
  let bodyLine = data.preview?.bodyLine ?? 1;
  const commands = { ...commandsOf(data, () => material), comment: (target) => commentOn(target, bodyLine) };
  const extensions = [
    history(), drawSelection(), dropCursor(), highlightActiveLine(), highlightSpecialChars(), lintGutter(),
    highlightSelectionMatches(), EditorView.lineWrapping, dialect(), folds(texts), comments(texts), look,
    autocompletion({ override: [completions(data)], icons: false }),
    EditorState.phrases.of(texts.editor),
    EditorView.cspNonce.of(window.studio.nonce()),
    EditorView.contentAttributes.of({
      "aria-label": texts.editorLabel, lang: form.dataset.language, spellcheck: "true", autocapitalize: "sentences",
      autocorrect: "on",
    }),
    placeholder(field.placeholder || ""),
    keymap.of([
      { key: "Mod-s", run: () => { saving.now(); return true; }, preventDefault: true },
      { key: "Enter", run: continueList },
      ...Object.entries(KEYS).map(([name, key]) => ({ key, run: (target) => { commands[name](target); return true; }, preventDefault: true })),
      ...completionKeymap, ...lintKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap,
    ]),
    EditorView.domEventHandlers({
      paste: (event) => { const taken = material.paste(event); if (taken) event.preventDefault(); return taken; },
      drop: (event) => { const taken = material.drop(event); if (taken) event.preventDefault(); return taken; },
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) changed();
      if (update.selectionSet || update.docChanged) followCursor();
    }),
  ];

  const before = kept(about);
  const hasWords = before && before.isDirty && before.doc !== field.value;
  const isSame = before && before.doc === field.value;
  const state = before?.state && (isSame || hasWords)
    ? EditorState.fromJSON(before.state, { extensions }, historyFields)
    : EditorState.create({ doc: hasWords ? before.doc : field.value, extensions });
  const view = new EditorView({ state, parent: field.parentElement });
  field.hidden = true;
  document.getElementById("save").hidden = true;
  document.getElementById("body-label").removeAttribute("for");
  material = new Material(view, data, form.dataset.language);

  const saving = new Saving(form, data, values);
  const goTo = ({ line, column, field: key }) => {
    if (key) return focusField(key);
    const number = line - bodyLine + 1;
    if (number < 1 || number > view.state.doc.lines) return undefined;
    const at = view.state.doc.line(number);
    view.dispatch({ selection: { anchor: Math.min(at.to, at.from + (column ?? 1) - 1) }, effects: EditorView.scrollIntoView(at.from, { y: "center" }) });
    view.focus();
    return undefined;
  };
  const pages = new Pages(data, goTo);
  const findings = new Findings(view, data, goTo);
  material.onRefused = (text) => saving.tell(text, []);
  let canBeSet = false;
  let isAsking = false;
  let isStale = false;

  function focusField(key) {
    const place = form.querySelector(`[data-field="${key}"]`);
    for (let fold = place?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    place?.querySelector("input:not([type=hidden]), textarea")?.focus();
  }

  function remember() {
    const fields = Object.fromEntries([...new FormData(form)].filter(([key]) => !["csrf", "body", "front"].includes(key)));
    keep(view.state, { ...about, revision: form.elements.based_on.value, isDirty: saving.isDirty || saving.isSaving }, fields);
  }

  function changed() {
    saving.changed();
    clearTimeout(changed.timer);
    changed.timer = setTimeout(setPages, WAIT);
    clearTimeout(remember.timer);
    remember.timer = setTimeout(remember, 400);
  }

  function followCursor() {
    clearTimeout(followCursor.timer);
    followCursor.timer = setTimeout(() => {
      if (view.hasFocus) pages.markLine(view.state.doc.lineAt(view.state.selection.main.head).number + bodyLine - 1, "", true);
    }, 150);
  }

  // One question at a time; whoever types on gets the newest text set when the answer is there.
  async function setPages() {
    if (isAsking) { isStale = true; return; }
    isAsking = true;
    isStale = false;
    const slow = setTimeout(() => pages.say(texts.working), 1500);
    try {
      const response = await fetch(data.urls.preview, { method: "POST", body: values() });
      if (response.status === 200) show(await response.json());
    } catch {
      // The state of the connection is told by saving.
    } finally {
      clearTimeout(slow);
      isAsking = false;
      if (isStale) setPages();
    }
  }

  function show(preview) {
    bodyLine = preview.bodyLine;
    canBeSet = preview.pages.length > 0;
    if (preview.pages.length) pages.say("");
    pages.show(preview);
    findings.show(preview.findings, preview.bodyLine);
    measure(preview);
    if (view.hasFocus) followCursor();
    clearTimeout(show.timer);
    show.timer = setTimeout(() => { check(preview.text); refreshFrame(); }, CHECK);
  }

  async function check(text) {
    try {
      const response = await fetch(data.urls.check, { method: "POST", body: values() });
      if (response.ok && text === lastText) findings.add((await response.json()).findings);
    } catch {
      // As above.
    }
  }

  let lastText = "";
  function measure(preview) {
    lastText = preview.text;
    const say = (id, text) => { document.getElementById(`measure-${id}`).textContent = text; };
    const count = preview.pages.length;
    if (count) say("pages", count === 1 ? texts.onePage : texts.pages.replace("{count}", count));
    if (preview.characters) say("characters", texts.characters.replace("{count}", preview.characters.toLocaleString(document.documentElement.lang)));
    const lix = preview.lix;
    const word = texts.lixWords[[30, 40, 50, 60].filter((limit) => lix >= limit).length];
    say("lix", lix ? texts.lix.replace("{lix}", lix).replace("{words}", word) : "");
  }

  function fit(area) {
    area.style.height = "0";
    area.style.height = `${area.scrollHeight + 2}px`;
  }
  summarise(form, data.texts);
  const areas = [...form.querySelectorAll("textarea.as-title, textarea.as-lead")];
  areas.forEach(fit);
  document.fonts.ready.then(() => areas.forEach(fit));
  addEventListener("resize", () => areas.forEach(fit));
  form.addEventListener("input", (event) => {
    if (view.dom.contains(event.target) || event.target.form !== form) return;
    if (areas.includes(event.target)) fit(event.target);
    summarise(form, data.texts);
    changed();
  });
  form.addEventListener("focusin", (event) => {
    const key = event.target.closest("[data-field]")?.dataset.field;
    if (key) pages.markLine(0, key, true);
  });
  form.querySelector("textarea.as-title")?.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); form.querySelector("textarea.as-lead")?.focus(); }
  });
  form.addEventListener("submit", (event) => {
    field.value = view.state.doc.toString();
    if (!event.submitter?.formTarget) saving.isDirty = false;
  });
  for (const area of document.querySelectorAll(".manuscript")) {
    area.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
    area.addEventListener("drop", (event) => {
      if (view.dom.contains(event.target) || !event.dataTransfer?.files.length) return;
      event.preventDefault();
      material.takeFiles(event.dataTransfer.files);
    });
  }
  document.addEventListener("studio:article", ({ detail }) => {
    if (detail.article !== data.article) return;
    changedElsewhere();
  });

  document.addEventListener("studio:presence", ({ detail }) => {
    if (detail.article !== data.article) return;
    const others = detail.detail.split(", ").filter((name) => name && name !== data.person);
    const place = document.getElementById("presence");
    place.textContent = others.length ? texts.alsoHere.replace("{names}", others.join(", ")) : "";
    place.hidden = !others.length;
  });

  // Another window, person or program saved: take it in when nothing here is unsaved.
  async function changedElsewhere(isReloaded = false) {
    try {
      const response = await fetch(data.part ? `${data.urls.text}?part=${encodeURIComponent(data.part)}` : data.urls.text);
      if (!response.ok || saving.isSaving) return;
      const now = await response.json();
      if (now.revision === form.elements.based_on.value) return;
      if (!saving.isDirty && isReloaded) location.reload();
      else if (!saving.isDirty) saving.tell(texts.changedElsewhere, [[texts.takeIn, () => location.reload()]]);
    } catch {
      // As above.
    }
  }

  saving.onSaved = () => {
    remember();
    // What could only be shown as YAML can be shown as a form again.
    if (form.elements["front-is-edited"] && canBeSet && !saving.isDirty) location.reload();
  };
  const refreshFrame = wireViews(form, () => { field.value = view.state.doc.toString(); }, (text) => pages.say(text), texts);
  wireToolbar(view, commands);
  wireComments(view, data, () => bodyLine);
  wireClosing();
  if (data.preview) show(data.preview);
  else setPages();
  if (hasWords) {
    if (before.revision) form.elements.based_on.value = before.revision;
    window.studio.announce(texts.restored);
    changed();
  }
  // A reload may have been answered while the last save was on its way: then the file is newer.
  if (before && !isSame && !hasWords) changedElsewhere(true);
  const [, asked] = /^#line-(\d+)$/.exec(location.hash) ?? [];
  if (asked) goTo(data.preview?.findings.find((each) => each.line === Number(asked)) ?? { line: Number(asked) });
  window.pressverkEditor = view;
}

// After studio.js, which is run before this event.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("write-form");
  const clash = document.getElementById("clash-form");
  if (form) start(form);
  if (clash) showClash(clash, dataOf("clash-data"));
});
