// The grid editor of tables, in its dialog: one field a cell, rows and columns added and removed.
import { cellsFromTabs, isFromSpreadsheet } from "./tables.js";

// Without the rows and the columns that nobody filled in.
function withoutEmpty(cells) {
  const rows = cells.filter((row, index) => index === 0 || row.some((cell) => cell.trim()));
  const columns = rows[0].map((_cell, index) => rows.some((row) => (row[index] ?? "").trim()));
  const kept = rows.map((row) => row.filter((_cell, index) => columns[index]));
  return kept[0].length ? kept : rows;
}

export function editGrid(start, texts) {
  const dialog = document.getElementById("dialog-table");
  const form = dialog.querySelector("form");
  const place = dialog.querySelector("[data-grid]");
  let cells = start.cells.map((row) => [...row]);
  form.elements.caption.value = start.caption;

  const width = () => Math.max(1, ...cells.map((row) => row.length));
  const read = () => {
    cells = [...place.querySelectorAll("tr")].map((row) => [...row.querySelectorAll("input")].map((field) => field.value));
  };
  const label = (row, column) => texts.cell.replace("{row}", row + 1).replace("{column}", column + 1);

  function draw(focus) {
    const table = document.createElement("table");
    for (let row = 0; row < cells.length; row += 1) {
      const line = table.insertRow();
      for (let column = 0; column < width(); column += 1) {
        const field = document.createElement("input");
        field.value = cells[row][column] ?? "";
        field.setAttribute("aria-label", row ? label(row, column) : texts.columnName.replace("{column}", column + 1));
        field.dataset.at = `${row} ${column}`;
        const cell = document.createElement(row ? "td" : "th");
        cell.append(field);
        line.append(cell);
      }
    }
    place.replaceChildren(table);
    place.querySelector(`[data-at="${focus}"]`)?.focus();
  }

  const change = (edit, focus) => { read(); edit(); draw(focus()); };
  const last = () => cells.length - 1;
  const actions = {
    "add-row": () => change(() => cells.push(Array(width()).fill("")), () => `${last()} 0`),
    "add-column": () => change(() => cells.forEach((row) => row.push("")), () => `0 ${width() - 1}`),
    "remove-row": () => change(() => cells.length > 2 && cells.pop(), () => `${last()} 0`),
    "remove-column": () => change(() => width() > 1 && cells.forEach((row) => row.pop()), () => `0 ${width() - 1}`),
  };

  const move = (field, event) => {
    const [row, column] = field.dataset.at.split(" ").map(Number);
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0] }[event.key];
    if (!step || event.isComposing) return;
    event.preventDefault();
    if (event.key === "Enter" && row === last()) actions["add-row"]();
    place.querySelector(`[data-at="${row + step[0]} ${column + step[1]}"]`)?.focus();
  };

  const paste = (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!event.target.dataset?.at || !(isFromSpreadsheet(text) || text.includes("\t"))) return;
    event.preventDefault();
    read();
    const [top, left] = event.target.dataset.at.split(" ").map(Number);
    cellsFromTabs(text).forEach((row, down) => {
      cells[top + down] ??= Array(width()).fill("");
      row.forEach((cell, across) => { cells[top + down][left + across] = cell; });
    });
    draw(event.target.dataset.at);
  };

  draw("0 0");
  return new Promise((resolve) => {
    const listeners = new AbortController();
    const options = { signal: listeners.signal };
    const finish = (result) => {
      listeners.abort();
      if (dialog.open) dialog.close();
      resolve(result);
    };
    for (const [name, action] of Object.entries(actions)) {
      dialog.querySelector(`[data-action="${name}"]`).addEventListener("click", action, options);
    }
    place.addEventListener("keydown", (event) => event.target.dataset?.at && move(event.target, event), options);
    place.addEventListener("paste", paste, options);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      read();
      finish({ caption: form.elements.caption.value, cells: withoutEmpty(cells) });
    }, options);
    dialog.addEventListener("close", () => finish(null), options);
    dialog.showModal();
  });
}
