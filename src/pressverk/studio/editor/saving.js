// Each pause in typing is a version: saved by the server before it is a file.

const PAUSE = 1200; // milliseconds
const AGAIN = 4000;

export class Saving {
  constructor(form, data, values) {
    this.form = form;
    this.data = data;
    this.values = values; // what the form says now, as FormData
    this.state = document.getElementById("save-state");
    this.notice = document.getElementById("notice");
    this.isDirty = false;
    this.isSaving = false;
    this.isHeld = false; // until a person has chosen between two texts
    this.onSaved = () => {};
    addEventListener("pagehide", () => this.leave());
    addEventListener("beforeunload", (event) => {
      if (this.isDirty && this.isHeld) event.preventDefault();
    });
    document.addEventListener("studio:online", () => this.isDirty && this.now());
  }

  changed() {
    this.isDirty = true;
    if (!this.isHeld) this.say(this.data.texts.unsaved, "waiting");
    this.later(PAUSE);
  }

  later(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), milliseconds);
  }

  async now() {
    if (!this.isDirty || this.isSaving || this.isHeld) return;
    clearTimeout(this.timer);
    this.isSaving = true;
    this.isDirty = false;
    this.say(this.data.texts.saving, "waiting");
    let answer = null;
    try {
      answer = await this.read(await this.send());
    } catch {
      this.failed(this.data.texts.offline);
    } finally {
      this.isSaving = false;
    }
    if (answer) this.saved(answer);
  }

  // Whoever has logged in again in another tab has another token, and what they wrote is saved at once.
  async send() {
    const post = () => fetch(this.data.urls.save, { method: "POST", body: this.values() });
    const response = await post();
    return response.status === 403 && await this.renew() ? post() : response;
  }

  async read(response) {
    const { texts } = this.data;
    if (response.status === 401) return this.failed(texts.loggedOut);
    if (response.status === 409) return this.clashed();
    const answer = await response.json().catch(() => ({ messages: [texts.offline] }));
    if (response.ok) return answer;
    return this.failed((answer.messages ?? []).join(" "));
  }

  async renew() {
    const response = await fetch(location.href);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const token = page.querySelector('#write-form input[name="csrf"]')?.value;
    if (!token) return false;
    for (const field of document.querySelectorAll('input[name="csrf"]')) field.value = token;
    document.querySelector('meta[name="csrf-token"]').content = token;
    return true;
  }

  saved({ revision }) {
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    this.form.elements.based_on.value = revision;
    this.notice.hidden = true;
    this.onSaved();
    if (this.isDirty) this.later(PAUSE);
    else this.say(this.data.texts.saved.replace("{time}", time), "saved");
  }

  failed(text) {
    this.isDirty = true;
    this.say(text, "failed");
    this.later(AGAIN);
    return null;
  }

  clashed() {
    const { texts } = this.data;
    this.isDirty = true;
    this.isHeld = true;
    this.say(texts.unsaved, "failed");
    this.tell(texts.clash, [[texts.compare, () => {
      this.values(); // puts into the form what was typed since
      this.isDirty = false;
      this.form.submit();
    }]]);
    return null;
  }

  // Show a notice above the text, with what can be done about it.
  tell(text, actions) {
    this.notice.querySelector("p").textContent = text;
    this.notice.querySelector(".row").replaceChildren(...actions.map(([label, action]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", () => { this.notice.hidden = true; action(); });
      return button;
    }));
    this.notice.hidden = false;
  }

  say(text, state) {
    if (this.state.textContent !== text) this.state.textContent = text;
    this.state.dataset.state = state;
  }

  leave() {
    if (this.isDirty && !this.isHeld) navigator.sendBeacon(this.data.urls.save, this.values());
  }
}
