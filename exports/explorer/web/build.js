// npm run build: dist/oxigraph.js (a script that sets `oxigraph`) and dist/oxigraph.wasm.gz, which the explorer inlines;
// dist/yasgui.min.js and .css, which the query editor of `fengong serve` loads; dist/LICENSES.txt, the terms of all of it.
import { build } from "esbuild";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

await mkdir("dist", { recursive: true });
await build({
  entryPoints: ["node_modules/oxigraph/web.js"],
  outfile: "dist/oxigraph.js",
  bundle: true,
  format: "iife",
  globalName: "oxigraph",
  minify: true,
  legalComments: "none",
  define: { "import.meta.url": '"about:blank"' },
  banner: { js: "/* Oxigraph, MIT OR Apache-2.0, https://github.com/oxigraph/oxigraph */" },
});
const wasm = await readFile("node_modules/oxigraph/web_bg.wasm");
await writeFile("dist/oxigraph.wasm.gz", gzipSync(wasm, { level: 9 }));
for (const name of ["yasgui.min.js", "yasgui.min.css"]) {
  const text = await readFile(`node_modules/@zazuko/yasgui/build/${name}`, "utf8");
  await writeFile(`dist/${name}`, `/* YASGUI, MIT, https://github.com/zazuko/Yasgui */\n${text}`);
}

// The packages that package-lock.json holds for the two, each with the text of its licence; where a package brings none,
// ours of the same name (../licenses), else what its package.json says.
const own = {
  oxigraph: "oxigraph",
  "@zazuko/yasgui": "yasgui",
  "@zazuko/yasgui-utils": "yasgui",
  "@zazuko/yasqe": "yasgui",
  "@zazuko/yasr": "yasgui",
};
const author = async (folder) => {
  const its = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  return its.author?.name ?? its.author ?? its.repository?.url ?? its.name;
};
const lock = JSON.parse(await readFile("package-lock.json", "utf8"));
const terms = [];
for (const [folder, its] of Object.entries(lock.packages)) {
  const name = folder.replace(/^.*node_modules\//, "");
  if (!folder || its.dev || its.optional || /^(@types\/|@?esbuild)/.test(name)) continue;
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
  const path = own[name] ? `../licenses/${own[name]}.txt` : file && `${folder}/${file}`;
  const text = path ? await readFile(path, "utf8") : `By ${await author(folder)}, under the terms of ${its.license}.`;
  terms.push(`${name} ${its.version}: ${its.license ?? "as below"}\n\n${text.trim()}\n`);
}
await writeFile("dist/LICENSES.txt", terms.join(`\n${"-".repeat(80)}\n\n`));
