// The pages beside the text: only those that changed are loaded; a click leads to its line.

const SCALES = [100, 150, 200, 300];

export class Pages {
  constructor(data, goTo) {
    this.data = data;
    this.goTo = goTo;
    this.list = document.getElementById("sheets");
    this.view = this.list.parentElement;
    this.state = document.getElementById("pages-state");
    this.empty = document.getElementById("no-pages");
    this.preview = { pages: [], places: [] };
    this.zoom = 1;
    this.list.addEventListener("click", (event) => this.clicked(event));
    this.mark = null;
    this.wireZoom();
    new ResizeObserver(() => this.resized()).observe(this.view);
  }

  show(preview) {
    const { texts } = this.data;
    if (!preview.pages.length) {
      this.say(this.preview.pages.length ? texts.stale : "");
      this.empty.hidden = this.preview.pages.length > 0;
      this.list.classList.toggle("stale", this.preview.pages.length > 0);
      return;
    }
    this.say("");
    this.list.classList.remove("stale");
    this.preview = preview;
    this.empty.hidden = true;
    const items = [...this.list.children];
    preview.pages.forEach((page, index) => this.place(items[index] ?? this.add(), page, index));
    items.slice(preview.pages.length).forEach((item) => item.remove());
    if (this.marked) this.markLine(...this.marked);
  }

  say(text) {
    this.state.textContent = text;
    this.state.hidden = !text;
  }

  add() {
    const item = document.createElement("li");
    item.className = "sheet-place";
    const image = document.createElement("img");
    image.className = "sheet";
    item.append(image);
    this.list.append(item);
    return item;
  }

  place(item, page, index) {
    const image = item.querySelector("img");
    const { texts } = this.data;
    image.alt = texts.pageOf.replace("{number}", index + 1).replace("{count}", this.preview.pages.length);
    const scale = this.scaleFor(page, item);
    if (item.dataset.name === page.name && Number(item.dataset.scale ?? 150) >= scale) return;
    item.dataset.name = page.name;
    item.dataset.scale = scale;
    image.width = Math.round(page.width);
    image.height = Math.round(page.height);
    const next = new Image();
    next.src = this.address(page.name, scale);
    // The old page stays until the new one can be shown whole.
    next.decode().then(() => {
      if (item.dataset.name === page.name) image.src = next.src;
    }, () => { delete item.dataset.name; });
  }

  address(name, scale) {
    const { urls, part } = this.data;
    const address = urls.page.replace("PAGE", name).replace("SCALE", scale);
    return part ? `${address}?part=${encodeURIComponent(part)}` : address;
  }

  scaleFor(page, item) {
    const wanted = (item.clientWidth / page.width) * devicePixelRatio * 100;
    return SCALES.find((scale) => scale >= wanted * 0.95) ?? SCALES.at(-1);
  }

  resized() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.preview.pages.length && this.show(this.preview), 250);
  }

  // From a click to the line that was written there.
  clicked(event) {
    const item = event.target.closest(".sheet-place");
    if (!item) return;
    const number = [...this.list.children].indexOf(item);
    const page = this.preview.pages[number];
    if (!page) return;
    const box = item.querySelector("img").getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * page.width;
    const y = ((event.clientY - box.top) / box.height) * page.height;
    const distance = ([, left, top, width, height]) =>
      Math.hypot(Math.max(left - x, 0, x - left - width), 4 * Math.max(top - y, 0, y - top - height));
    const near = this.preview.places.filter((place) => place[0] === number)
      .map((place) => [distance(place), place]).sort((one, other) => one[0] - other[0])[0];
    if (!near || near[0] > 60) return;
    const [, , , , , line, column, field] = near[1];
    this.goTo({ line, column, field });
  }

  // Mark what a line of the file (or a field of the form) became; scroll there when it is asked for.
  markLine(line, field = "", scroll = false) {
    this.marked = [line, field];
    this.list.querySelectorAll(".line-mark").forEach((mark) => mark.remove());
    const places = this.preview.places.filter((place) => (field ? place[7] === field : place[5] === line && !place[7]));
    let first = null;
    for (const [number, left, top, width, height] of places) {
      const item = this.list.children[number];
      const page = this.preview.pages[number];
      if (!item || !page) continue;
      const mark = document.createElement("span");
      mark.className = "line-mark";
      mark.style.left = `${(left / page.width) * 100}%`;
      mark.style.top = `${(top / page.height) * 100}%`;
      mark.style.width = `${(width / page.width) * 100}%`;
      mark.style.height = `${(height / page.height) * 100}%`;
      item.append(mark);
      first ??= mark;
    }
    if (first && scroll) this.reveal(first);
  }

  reveal(mark) {
    const view = this.view.getBoundingClientRect();
    const place = mark.getBoundingClientRect();
    if (this.view.scrollHeight <= this.view.clientHeight) return;
    if (place.top < view.top + 40 || place.bottom > view.bottom - 40) {
      this.view.scrollBy({ top: place.top - view.top - view.height / 3 });
    }
  }

  wireZoom() {
    const size = document.getElementById("zoom-size");
    const steps = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];
    const set = (zoom) => {
      this.zoom = zoom;
      this.list.style.setProperty("--zoom", zoom);
      size.textContent = `${Math.round(zoom * 100)} %`;
      this.resized();
    };
    const actions = {
      in: () => set(steps.find((step) => step > this.zoom) ?? this.zoom),
      out: () => set(steps.findLast((step) => step < this.zoom) ?? this.zoom),
      spread: (button) => {
        const on = this.list.classList.toggle("spreads");
        button.setAttribute("aria-pressed", on);
        this.resized();
      },
    };
    for (const button of document.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => actions[button.dataset.zoom](button));
    }
    document.querySelector(".zoom").hidden = false;
  }
}
