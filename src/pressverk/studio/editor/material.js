// What is brought to the text: pasted HTML, and files that are dropped or chosen.
import { insertBlock, insertInline } from "./commands.js";
import { ask } from "./dialogs.js";
import { cellsFromTabs, isFromSpreadsheet, tableText } from "./tables.js";

const PICTURES = /\.(?:jpe?g|png|webp|gif|tiff?|svg)$/i;

export class Material {
  constructor(view, data, language) {
    this.view = view;
    this.data = data;
    this.language = language;
  }

  say(text) {
    window.studio.announce(text);
    document.getElementById("save-state").textContent = text;
  }

  async send(address, body) {
    const response = await fetch(address, { method: "POST", body, headers: { "X-CSRF-Token": window.studio.csrf() } });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    const reason = (answer.messages ?? [response.statusText]).join(" ");
    this.say(this.data.texts.refused.replace("{reason}", reason));
    this.onRefused?.(this.data.texts.refused.replace("{reason}", reason));
    return null;
  }

  // Returns whether the paste is taken care of here.
  paste(event) {
    const clipboard = event.clipboardData;
    if (!clipboard) return false;
    if (clipboard.files.length && !clipboard.types.includes("text/html")) {
      this.takeFiles(clipboard.files);
      return true;
    }
    const plain = clipboard.getData("text/plain");
    const html = clipboard.getData("text/html");
    if (isFromSpreadsheet(plain)) {
      insertBlock(this.view, tableText({ caption: "", cells: cellsFromTabs(plain), word: this.data.texts.words.table }));
      return true;
    }
    if (!/<(?:p|h\d|ul|ol|li|table|b|strong|i|em|a|blockquote|div)\b/i.test(html) || /data-pm-slice|cm-line/.test(html)) return false;
    this.pasteHtml(html, plain);
    return true;
  }

  async pasteHtml(html, plain) {
    this.say(this.data.texts.pasting);
    const range = { ...this.view.state.selection.main };
    const form = new FormData();
    form.set("html", html);
    form.set("language", this.language);
    const answer = await this.send(this.data.urls.paste, form).catch(() => null);
    const text = (answer?.text ?? plain).replace(/\n+$/, "");
    const where = { from: Math.min(range.from, this.view.state.doc.length), to: Math.min(range.to, this.view.state.doc.length) };
    if (text.includes("\n")) insertBlock(this.view, text, where);
    else insertInline(this.view, text, where);
  }

  drop(event) {
    if (!event.dataTransfer?.files.length) return false;
    const position = this.view.posAtCoords({ x: event.clientX, y: event.clientY });
    if (position !== null) this.view.dispatch({ selection: { anchor: position } });
    this.takeFiles(event.dataTransfer.files);
    return true;
  }

  async takeFiles(files) {
    for (const file of files) {
      this.say(this.data.texts.takingIn.replace("{name}", file.name));
      const isPicture = file.type.startsWith("image/") || PICTURES.test(file.name);
      await (isPicture ? this.takePicture(file) : this.takeDocument(file));
    }
  }

  async takePicture(file) {
    const form = new FormData();
    form.set("file", file);
    const answer = await this.send(this.data.urls.picture, form);
    if (!answer) return;
    this.say(this.data.texts.pictureTakenIn);
    document.querySelector("#dialog-picture .picture-name").textContent = answer.name;
    const given = await ask("picture");
    if (given) insertBlock(this.view, this.pictureText(answer.name, given));
  }

  pictureText(name, given) {
    const { words } = this.data.texts;
    const quoted = (text) => text.trim().replace(/\s+/g, " ").replaceAll('"', "”");
    const alt = given.alt.trim().replace(/\s+/g, " ").replace(/([[\]])/g, "\\$1");
    const attributes = [`${words[given.kind]}="${quoted(given.credit)}"`];
    if (given.width) attributes.push(`${words.width}=${given.width}`);
    return `![${alt}](${name} "${quoted(given.caption)}"){${attributes.join(" ")}}`;
  }

  async takeDocument(file) {
    const form = new FormData();
    form.set("file", file);
    const answer = await this.send(this.data.urls.document, form);
    if (answer?.text) insertBlock(this.view, answer.text.trim());
  }

  async choose() {
    const given = await ask("upload");
    if (given?.file?.size) await this.takeFiles([given.file]);
  }
}
