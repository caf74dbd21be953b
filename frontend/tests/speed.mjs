// How long the browser's signer takes, for `cargo xtask bench signer`: `node speed.mjs node|chromium ROUNDS` prints lines
// of "bits open sign" in milliseconds. Chromium is Playwright's, out of e2e/.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Authority, WASM, signer } from "./gost.mjs";

const [engine, rounds] = [process.argv[2], Number(process.argv[3] ?? 31)];
if (!existsSync(new URL("signer_bg.wasm", WASM))) throw new Error("the browser's signer is not built: cargo xtask assets");
const authority = new Authority();
try {
  const keys = [256, 512].map((bits) => {
    const { file, password } = authority.person(`speed-${bits}`, { bits });
    return { bits, file: file.toString("base64"), password };
  });
  const times = engine === "chromium" ? await inChromium(keys) : await inNode(keys);
  for (const { bits, open, sign } of times) console.log(`${bits} ${open} ${sign}`);
} finally {
  authority.remove();
}

async function inNode(keys) {
  const wasm = await signer();
  return keys.map((key) => measure(wasm, key, rounds));
}

async function inChromium(keys) {
  const { chromium } = createRequire(new URL("../../e2e/package.json", import.meta.url))("@playwright/test");
  const executablePath = process.env.KABINET_CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage();
    // Nothing listens there: every file comes from the disk.
    await page.route("http://speed.invalid/**", async (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (!name) return route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Speed</title>" });
      const contentType = name.endsWith(".wasm") ? "application/wasm" : "text/javascript";
      return route.fulfill({ contentType, body: readFileSync(new URL(name, WASM)) });
    });
    await page.goto("http://speed.invalid/");
    return await page.evaluate(async ([work, keys, rounds]) => {
      const wasm = await import("/signer.js");
      await wasm.default({ module_or_path: "/signer_bg.wasm" });
      const measure = new Function(`return ${work}`)();
      return keys.map((key) => measure(wasm, key, rounds));
    }, [measure.toString(), keys, rounds]);
  } finally {
    await browser.close();
  }
}

/** Medians of one key: opening its file, and a detached signature of some kilobytes. Also runs in the browser. */
function measure(wasm, { bits, file, password }, rounds) {
  const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
  const content = new TextEncoder().encode("Прошу выдать лицензию. ".repeat(200));
  const medianOf = (count, work) => {
    const times = [];
    for (let round = 0; round < count; round += 1) {
      const began = performance.now();
      work();
      times.push(performance.now() - began);
    }
    return times.sort((a, b) => a - b)[count >> 1];
  };
  const open = medianOf(3, () => new wasm.Keys(bytes, password).free());
  const keys = new wasm.Keys(bytes, password);
  const sign = medianOf(rounds, () => keys.sign(0, content, false, Date.now(), crypto.getRandomValues(new Uint8Array(32))));
  keys.free();
  return { bits, open, sign };
}
