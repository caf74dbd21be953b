// Texts and small parts of the page that a panel carries with it in <template> elements.
import { fill } from "../dom";
import { type Described, Refusal } from "./signer";

/** The text of a code, as the page has it. */
export function textOf(box: ParentNode, code: string): string {
  const texts = box.querySelector<HTMLTemplateElement>("template[data-texts]")?.content;
  const found = texts?.querySelector(`[data-code="${CSS.escape(code)}"]`) ?? texts?.querySelector("[data-code='SGN-000']");
  return found?.textContent ?? code;
}

/** Shows a refusal in its place, beside the field where there is one. */
export function refuse(place: HTMLElement, box: ParentNode, error: unknown): void {
  const refusal = error instanceof Refusal ? error : new Refusal("SGN-000", String(error));
  const code = document.createElement("span");
  code.className = "hint";
  code.textContent = ` ${fill(textOf(box, "code"), { code: refusal.code })}`;
  place.replaceChildren(fill(textOf(box, refusal.code), { detail: refusal.detail }), code);
  place.hidden = false;
  const field = place.dataset.for ? document.getElementById(place.dataset.for) : null;
  field?.setAttribute("aria-invalid", "true");
  field?.focus();
}

export function clear(places: Iterable<HTMLElement>): void {
  for (const place of places) {
    place.hidden = true;
    place.replaceChildren();
    if (place.dataset.for) document.getElementById(place.dataset.for)?.removeAttribute("aria-invalid");
  }
}

/** «21.11.2027», in the page's language. */
export function day(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return "—";
  return new Date(milliseconds).toLocaleDateString(document.documentElement.lang || "ru");
}

/** The person that a certificate names, else its common name. */
export function person(one: Described): string {
  const person = [one.surname, one.givenName].filter(Boolean).join(" ");
  return person || one.name || one.serial;
}

/** A certificate in one line: whose, of which organization, until when, from whom. */
export function oneLine(box: ParentNode, who: string, organization: string | undefined, issuer: string | undefined, end: number): string {
  const until = fill(textOf(box, "until"), { date: day(end) });
  return [who, organization !== who ? organization : undefined, until, issuer].filter(Boolean).join(" · ");
}

/** Base64 of any number of bytes. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let from = 0; from < bytes.length; from += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(from, from + 0x8000));
  }
  return btoa(text);
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** Hexadecimal in any case, with or without spaces. */
export function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/[0-9a-f]{2}/gi) ?? [], (byte) => Number.parseInt(byte, 16));
}

/** «12 КБ», in the page's language. */
export function size(bytes: number): string {
  const [value, unit] = bytes < 1024 ? [bytes, "byte"] : bytes < 1024 ** 2 ? [bytes / 1024, "kilobyte"] : [bytes / 1024 ** 2, "megabyte"];
  const options: Intl.NumberFormatOptions = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang || "ru", options).format(value);
}
