// Bundles the editor into DIR, with a list of what is in it: node build.mjs DIR
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2];
const sha256 = (data) => createHash("sha256").update(data).digest("hex");

function* filesIn(folder, below = "") {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = below ? `${below}/${entry.name}` : entry.name;
    if (entry.name === "node_modules") continue;
    if (entry.isDirectory()) yield* filesIn(folder, name);
    else yield name;
  }
}

// One hash for all files of a package, by their names and contents.
function hashOf(folder) {
  const hash = createHash("sha256");
  for (const name of filesIn(folder)) hash.update(`${name}\0${sha256(readFileSync(join(folder, name)))}\n`);
  return hash.digest("hex");
}

const result = await build({
  absWorkingDir: here,
  entryPoints: ["index.js"],
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  write: false,
});

const packages = [...new Set(Object.keys(result.metafile.inputs)
  .map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
  .filter(Boolean))].sort();
const code = result.outputFiles[0].contents;
const lines = [
  "editor.js is made by `make editor` of the files in editor/ and of these packages. SHA-256 is that",
  "of the bundle, and of each package's files by their names and contents (editor/build.mjs).",
  "",
  `editor.js  ${sha256(code)}`,
  "",
];
const licences = [];
for (const name of packages) {
  const folder = join(here, "node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  lines.push(`${name} ${about.version}  ${about.license}  ${hashOf(folder)}`);
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  licences.push(`${name}\n\n${readFileSync(join(folder, file), "utf8").trim()}`);
}
const grouped = [...new Set(licences)].join(`\n\n${"-".repeat(80)}\n\n`);
mkdirSync(target, { recursive: true });
writeFileSync(join(target, "editor.js"), code);
writeFileSync(join(target, "editor.LICENSES.txt"), `${lines.join("\n")}\n\n${"-".repeat(80)}\n\n${grouped}\n`);
