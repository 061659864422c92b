// npm run build: dist/oxigraph.js (a script that sets `oxigraph`) and dist/oxigraph.wasm.gz, which the explorer inlines;
// dist/yasgui.min.js and .css, which the query editor of `fengong serve` loads.
import { build } from "esbuild";
import { mkdir, readFile, writeFile } from "node:fs/promises";
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
