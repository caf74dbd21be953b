// [data-workplace]: checks a workplace, line by line (templates/pages/signing/workplace.html).
// Every line waits with words; the check puts others from its data attributes in their place.
import { fill } from "../dom";
import { type Said, type State, conflicts } from "./conflicts";
import { plugin } from "./door";
import { type Described, Refusal, Signer } from "./signer";
import { day, oneLine, person, textOf } from "./words";

/** How far the clock may be off: a signature made in the future is refused by many. */
const tolerance = 5 * 60_000;

/** How long a window that a blocker lets open and closes again may take for it. */
const moment = 300;

export function workplace(): void {
  const box = document.querySelector<HTMLElement>("[data-workplace]");
  if (!box) return;
  const tell = (name: string, state: State, which: string, values: Record<string, string> = {}) => {
    tellAll(box, name, [{ state, which, values }]);
  };

  tell("javascript", "good", "good");
  browser(tell);
  void clock(tell);
  void wasm(box, tell);
  void token(box, tell);
  popups(box, tell);
  document.addEventListener("signing:opened", (event) => key((event as CustomEvent<Described>).detail, box, tell));
  document.addEventListener("signing:refused", (event) => {
    const error = (event as CustomEvent<unknown>).detail;
    const code = error instanceof Refusal ? error.code : "SGN-000";
    tell("key", "bad", "bad", { reason: textOf(box, code), code });
  });
}

/** The worst of what is said gives the line its mark; every fault has its sentence. */
function tellAll(box: HTMLElement, name: string, said: Said[]): void {
  const line = box.querySelector<HTMLElement>(`[data-check="${name}"]`);
  const text = line?.querySelector<HTMLElement>("[data-check-text]");
  if (!line || !text) return;
  line.dataset.state = (["bad", "unsure"] as const).find((state) => said.some((one) => one.state === state)) ?? "good";
  const sentences = said.map(({ which, values }) => fill(textOf(box, `${name}-${which}`), values));
  text.replaceChildren(...sentences.map((sentence) => Object.assign(document.createElement("span"), { textContent: sentence })));
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
    tellAll(box, "conflicts", conflicts(info));
  } catch {
    tell("plugin", "unsure", "missing");
    tellAll(box, "conflicts", conflicts());
  }
}

/** A window can be tried only where a person pressed something: otherwise every browser blocks it. */
function popups(box: HTMLElement, tell: Tell): void {
  const button = box.querySelector<HTMLButtonElement>("[data-check-popups]");
  if (!button) return;
  tell("popups", "unsure", "untried");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const opened = window.open("about:blank", "_blank", "popup,width=240,height=120,left=40,top=40");
    // Some blockers say nothing and close it.
    if (opened) await new Promise((done) => setTimeout(done, moment));
    const isOpen = opened !== null && !opened.closed;
    opened?.close();
    tell("popups", isOpen ? "good" : "bad", isOpen ? "good" : "blocked");
    button.focus();
  });
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
