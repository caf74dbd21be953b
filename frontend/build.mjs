// Builds everything a browser gets into dist/: `npm ci --ignore-scripts && node build.mjs`.
// Names carry a hash of the content; manifest.json tells which file is which.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { icons } from "./icons.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, "dist");
const modules = join(root, "node_modules");
const manifest = {};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

writeIcons();
emit("favicon.svg", readFileSync(join(root, "src/favicon.svg")));
for (const part of ["cyrillic", "latin", "latin-ext"]) {
  const file = join(modules, `@fontsource-variable/onest/files/onest-${part}-wght-normal.woff2`);
  emit(`onest-${part}.woff2`, readFileSync(file));
}
const bundled = new Set(["@fontsource-variable/onest", "lucide-static"]);
await bundle("src/app.css", "app.css");
await bundle("src/app.ts", "app.js");
await bundle("src/signing/signing.ts", "signing.js");
await bundle("src/signing/plugin.ts", "plugin.js");
// Made by `cargo xtask assets`; without them pages offer the plug-in only. The second knows PDF and XML as
// well, and is fetched where a document is to hold its signature.
for (const [module, script, name] of [["signer", "worker", "signer"], ["documents", "documents-worker", "signer-documents"]]) {
  const file = join(root, `wasm/${module}_bg.wasm`);
  if (!existsSync(file)) continue;
  await bundle(`src/signing/${script}.ts`, `${name}-worker.js`);
  emit(`${name}.wasm`, readFileSync(file));
}
writeFileSync(join(dist, "THIRD_PARTY.txt"), licences());
writeFileSync(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
console.log(Object.values(manifest).join("\n"));

async function bundle(entry, name) {
  const result = await esbuild.build({
    entryPoints: [join(root, entry)],
    outfile: join(dist, name),
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    // Nesting and :has() are in all of these; popover too.
    target: ["chrome117", "firefox125", "safari17"],
    format: "iife",
    legalComments: "none",
    alias: {
      "kabinet-signer": join(root, "wasm/signer.js"),
      "kabinet-documents": join(root, "wasm/documents.js"),
    },
    // Read only where the module's address is not given; ours is.
    logOverride: { "empty-import-meta": "silent" },
    // Fonts are emitted above; their addresses are put in by name.
    plugins: [{
      name: "hashed-fonts",
      setup(build) {
        build.onResolve({ filter: /^font:/ }, ({ path }) => ({
          path: `/assets/${manifest[path.slice("font:".length)]}`, external: true,
        }));
      },
    }],
  });
  for (const input of Object.keys(result.metafile.inputs)) {
    const found = input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)?.at(-1);
    if (found) bundled.add(found.slice("node_modules/".length, -1));
  }
  emit(name, result.outputFiles.at(-1).contents);
}

/** Writes a file under its hashed name, and compressed copies of what compresses. */
function emit(name, contents) {
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 12);
  const extension = extname(name);
  const hashed = `${name.slice(0, -extension.length)}-${hash}${extension}`;
  manifest[name] = hashed;
  writeFileSync(join(dist, hashed), contents);
  if (extension === ".woff2") return;
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  writeFileSync(join(dist, `${hashed}.br`), brotliCompressSync(contents, quality));
  writeFileSync(join(dist, `${hashed}.gz`), gzipSync(contents, { level: 9 }));
}

/** The inner drawings of the used icons, sorted, for crates/edges/web/src/assets.rs. */
function writeIcons() {
  const drawings = {};
  for (const name of [...icons].sort()) {
    const svg = readFileSync(join(modules, `lucide-static/icons/${name}.svg`), "utf8");
    drawings[name] = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "").replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>");
  }
  const file = join(root, "icons.json");
  const text = JSON.stringify(drawings, null, 1) + "\n";
  // Untouched when nothing changed, so that cargo has nothing to do.
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
}

function licences() {
  const parts = [...bundled].sort().map((name) => {
    const folder = join(modules, name);
    const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const licence = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
    const text = licence ? readFileSync(join(folder, licence), "utf8") : `Licence: ${about.license}`;
    return `${name} ${about.version} (${about.license})\n\n${text.trim()}\n`;
  });
  return parts.join(`\n${"=".repeat(80)}\n\n`);
}
