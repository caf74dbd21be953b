// [data-workplace]: checks a workplace, line by line (templates/pages/signing/workplace.html).
// Every line waits with words; the check puts others from its data attributes in their place.
import { fill } from "../dom";
import { plugin } from "./door";
import { type Described, Refusal, Signer } from "./signer";
import { day, oneLine, person, textOf } from "./words";

/** How far the clock may be off: a signature made in the future is refused by many. */
const tolerance = 5 * 60_000;

type State = "good" | "bad" | "unsure";

export function workplace(): void {
  const box = document.querySelector<HTMLElement>("[data-workplace]");
  if (!box) return;
  const tell = (name: string, state: State, which: string, values: Record<string, string> = {}) => {
    const line = box.querySelector<HTMLElement>(`[data-check="${name}"]`);
    const text = line?.querySelector<HTMLElement>("[data-check-text]");
    if (!line || !text) return;
    line.dataset.state = state;
    text.textContent = fill(textOf(box, `${name}-${which}`), values);
  };

  tell("javascript", "good", "good");
  browser(tell);
  void clock(tell);
  void wasm(box, tell);
  void token(box, tell);
  document.addEventListener("signing:opened", (event) => key((event as CustomEvent<Described>).detail, box, tell));
  document.addEventListener("signing:refused", (event) => {
    const error = (event as CustomEvent<unknown>).detail;
    const code = error instanceof Refusal ? error.code : "SGN-000";
    tell("key", "bad", "bad", { reason: textOf(box, code), code });
  });
}

type Tell = (name: string, state: State, which: string, values?: Record<string, string>) => void;

function browser(tell: Tell): void {
  // What the pages and the signer stand on; all of it is in the browsers of the last two years.
  const needed = typeof Worker === "function" && "popover" in HTMLElement.prototype && typeof structuredClone === "function";
  tell("browser", needed ? "good" : "bad", needed ? "good" : "bad", { browser: browserName() });
}

function browserName(): string {
  const agent = navigator.userAgent;
  const known: [RegExp, string][] = [
    [/YaBrowser\/([\d.]+)/, "Яндекс Браузер"],
    [/Edg\/(\d+)/, "Microsoft Edge"],
    [/OPR\/(\d+)/, "Opera"],
    [/Firefox\/(\d+)/, "Firefox"],
    [/Chrome\/(\d+)/, "Chrome / Chromium"],
    [/Version\/([\d.]+).*Safari/, "Safari"],
  ];
  for (const [pattern, name] of known) {
    const found = pattern.exec(agent);
    if (found) return `${name} ${found[1]}`;
  }
  return agent.slice(0, 60);
}

async function clock(tell: Tell): Promise<void> {
  try {
    const asked = Date.now();
    const response = await fetch(location.pathname, { method: "HEAD", cache: "no-store" });
    const answered = Date.now();
    const server = Date.parse(response.headers.get("date") ?? "");
    if (Number.isNaN(server)) throw new Error("no date");
    // The header has whole seconds.
    const off = (asked + answered) / 2 - (server + 500);
    const minutes = Math.round(Math.abs(off) / 60_000);
    const values = { minutes: String(minutes), days: String(Math.round(minutes / 1440)), here: new Date().toLocaleString(document.documentElement.lang) };
    if (Math.abs(off) <= tolerance) tell("clock", "good", "good", values);
    else tell("clock", "bad", `${off > 0 ? "fast" : "slow"}-${minutes >= 2880 ? "days" : "minutes"}`, values);
  } catch {
    tell("clock", "unsure", "unsure");
  }
}

async function wasm(box: HTMLElement, tell: Tell): Promise<void> {
  const { worker, module } = box.dataset;
  if (!worker || !module) return tell("wasm", "bad", "missing");
  try {
    const signer = await Signer.start({ worker, module });
    signer.end();
    tell("wasm", "good", "good");
  } catch (error) {
    const code = error instanceof Refusal ? error.code : "SGN-000";
    tell("wasm", "bad", code === "SGN-022" ? "blocked" : "bad", { code });
  }
}

async function token(box: HTMLElement, tell: Tell): Promise<void> {
  try {
    const door = await plugin(box.dataset.plugin ?? "");
    const info = await door.info();
    tell("plugin", "good", "good", { version: info.version });
    providers(info.providers, info.provider, tell);
  } catch {
    tell("plugin", "unsure", "missing");
    tell("conflicts", strangers().length > 0 ? "unsure" : "good", strangers().length > 0 ? "plugins" : "good", { names: strangers().join(", ") });
  }
}

/** Providers other than CryptoPro answer for ГОСТ keys in its place, and its plug-in fails with them. */
function providers(names: string[], version: string | undefined, tell: Tell): void {
  const others = names.filter((name) => !/crypto-?pro|криптопро/i.test(name));
  if (names.length === 0) tell("conflicts", "bad", "none");
  else if (others.length > 0) tell("conflicts", "bad", "providers", { names: others.join(", ") });
  else if (strangers().length > 0) tell("conflicts", "unsure", "plugins", { names: strangers().join(", ") });
  else tell("conflicts", "good", "good", { names: names.join(", "), version: version ?? "" });
}

/** Plug-ins for signatures that leave a mark in the page. */
function strangers(): string[] {
  const known: [string, string][] = [
    ["rutoken", "Рутокен Плагин"],
    ["JCWebClientAPI", "JC-WebClient"],
    ["ifcPlugin", "IFCPlugin"],
    ["lssClient", "LSS"],
  ];
  return known.filter(([mark]) => mark in window).map(([, name]) => name);
}

function key(one: Described, box: HTMLElement, tell: Tell): void {
  tell("key", "good", "good", { key: one.key });
  const values = { who: oneLine(box, person(one), one.organization, one.issuer, one.notAfter), from: day(one.notBefore), until: day(one.notAfter) };
  const now = Date.now();
  if (now > one.notAfter) tell("certificate", "bad", "ended", values);
  else if (now < one.notBefore) tell("certificate", "bad", "early", values);
  else if (one.notAfter - now < 30 * 86_400_000) tell("certificate", "unsure", "soon", values);
  else tell("certificate", "good", "good", values);
}
