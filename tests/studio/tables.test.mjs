import assert from "node:assert/strict";
import { test } from "node:test";
import { cellsFromTabs, isFromSpreadsheet, tableAt, tableText } from "../../src/pressverk/studio/editor/tables.js";

const TABLE = ["Text.", "", "Tabell: Elever {#elever}", "", "| Skola | Antal |", "|---|---:|", "| Norra | 12 |", "| a \\| b |  |", "", "Mer."];

test("a table is found from any of its lines, with its caption", () => {
  for (const line of [2, 4, 5, 7]) {
    const found = tableAt(TABLE, line);
    assert.deepEqual([found.from, found.to, found.caption], [2, 7, "Elever {#elever}"]);
    assert.deepEqual(found.cells, [["Skola", "Antal"], ["Norra", "12"], ["a \\| b", ""]]);
    assert.deepEqual(found.aligned, ["left", "right"]);
  }
});

test("text that is no table has none", () => {
  for (const line of [0, 1, 8, 9, 99]) assert.equal(tableAt(TABLE, line), null);
});

test("a table that is written and read again is the same", () => {
  const found = tableAt(TABLE, 4);
  const lines = tableText(found).split("\n");
  assert.deepEqual(tableAt(lines, 2).cells, found.cells);
  assert.equal(tableText(tableAt(lines, 2)), lines.join("\n"));
});

test("columns of numbers are read from the right, and rows are made as long as the longest", () => {
  const text = tableText({ caption: "", cells: [["År", "Antal", "Ort"], ["2025", "1 200"], ["2026", "7", "Norra"]] });
  assert.equal(text.split("\n")[1], "| ---: | ----: | ----- |");
  assert.equal(text.split("\n")[2], "| 2025 | 1 200 |       |");
});

test("a bar in a cell doesn't part it", () => {
  assert.ok(tableText({ caption: "", cells: [["a|b"], ["c"]] }).includes("a\\|b"));
});

test("cells that are copied from a spreadsheet are told from text with a tab", () => {
  assert.ok(isFromSpreadsheet("a\tb\r\nc\td\r\n"));
  assert.ok(!isFromSpreadsheet("ett\tord"));
  assert.deepEqual(cellsFromTabs("a\tb\r\nc\td\r\n"), [["a", "b"], ["c", "d"]]);
});
