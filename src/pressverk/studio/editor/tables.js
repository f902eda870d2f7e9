// Tables as text, and as cells: [[cell, …], …], the first row being the headings.

export const isRow = (line) => /^\s*\|.*\|\s*$/.test(line);
const isRule = (line) => /^\s*\|(?:\s*:?-+:?\s*\|)+\s*$/.test(line);
const CAPTION = /^(?:Table|Tabell):\s*(.*)$/;

function cellsOf(line) {
  return line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());
}

function alignmentOf(cell) {
  if (/^:-+:$/.test(cell)) return "centre";
  return /-:$/.test(cell) ? "right" : "left";
}

// The table that the line `number` (from 0) of `lines` is in, or null.
export function tableAt(lines, number) {
  if (!lines[number] || (!isRow(lines[number]) && !CAPTION.test(lines[number]))) return null;
  let first = number;
  if (CAPTION.test(lines[number])) {
    first = number + 1;
    while (first < lines.length && !lines[first].trim()) first += 1;
    if (!isRow(lines[first] ?? "")) return null;
  }
  while (first > 0 && isRow(lines[first - 1])) first -= 1;
  let last = first;
  while (last + 1 < lines.length && isRow(lines[last + 1])) last += 1;
  const rows = lines.slice(first, last + 1);
  const rule = rows.findIndex(isRule);
  const cells = rows.filter((_row, index) => index !== rule).map(cellsOf);
  const aligned = rule < 0 ? [] : cellsOf(rows[rule]).map(alignmentOf);
  let from = first;
  let above = first - 1;
  while (above >= 0 && !lines[above].trim()) above -= 1;
  const caption = above >= 0 ? CAPTION.exec(lines[above]) : null;
  if (caption) from = above;
  return { from, to: last, caption: caption ? caption[1] : "", cells, aligned };
}

// Whether a column holds numbers, which are read from the right.
function isNumeric(cells, column) {
  const values = cells.slice(1).map((row) => row[column] ?? "").filter(Boolean);
  return values.length > 0 && values.every((value) => /^[−-]?[\d\s\u00a0]+(?:[.,]\d+)?\s*%?$/.test(value));
}

const escaped = (cell) => cell.replace(/\s*\n\s*/g, " ").replace(/(?<!\\)\|/g, "\\|").trim();

// The text of a table. Columns of numbers are aligned to the right unless `aligned` says else.
export function tableText({ caption, cells, aligned = [], word = "Tabell" }) {
  const width = Math.max(1, ...cells.map((row) => row.length));
  const rows = cells.map((row) => Array.from({ length: width }, (_cell, index) => escaped(row[index] ?? "")));
  const widths = Array.from({ length: width }, (_cell, index) => Math.max(3, ...rows.map((row) => row[index].length)));
  const line = (row) => `| ${row.map((cell, index) => cell.padEnd(widths[index])).join(" | ")} |`;
  const rules = widths.map((count, index) => {
    const side = aligned[index] && aligned[index] !== "left" ? aligned[index] : isNumeric(rows, index) ? "right" : "left";
    if (side === "left") return "-".repeat(count);
    return side === "right" ? `${"-".repeat(count - 1)}:` : `:${"-".repeat(count - 2)}:`;
  });
  const head = caption.trim() ? [`${word}: ${caption.trim()}`, ""] : [];
  return [...head, line(rows[0]), line(rules), ...rows.slice(1).map(line)].join("\n");
}

// Cells that were copied from a spreadsheet: tabs between them.
export function cellsFromTabs(text) {
  const rows = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  return rows.map((row) => row.split("\t").map((cell) => cell.trim()));
}

export function isFromSpreadsheet(text) {
  const rows = text.replace(/\r\n?/g, "\n").trimEnd().split("\n");
  return rows.length > 1 && rows.every((row) => row.includes("\t"));
}
