// [data-signing]: the panel with which a person signs what they see (templates/patterns/signing.html).
// The key file and its password go to the worker and nowhere else; the form gets the signature.
import { fresh } from "../dom";
import { type PluginDoor, plugin, pluginRefusal } from "./door";
import { type How, ownFile } from "./own-file";
import { type Addresses, type Described, type Form, type Key, Refusal, Signer } from "./signer";
import { base64, clear, fromBase64, fromHex, oneLine, person, refuse, size, textOf } from "./words";

// What is wrong with the document that is to be signed: told where it is chosen.
const ABOUT_THE_DOCUMENT = new Set([
  "SGN-010", "SGN-011", "SGN-012", "SGN-013", "SGN-014", "SGN-015", "SGN-016", "SGN-029",
]);

export function panels(root: ParentNode): void {
  for (const box of fresh(root, "data-signing")) prepare(box);
}

function prepare(box: HTMLElement): void {
  const form = box.closest("form");
  const field = box.querySelector<HTMLInputElement>("[data-signing-field]");
  if (!form || !field) return;
  const find = <E extends HTMLElement>(name: string) => box.querySelector<E>(`[data-signing-${name}]`);
  const file = find<HTMLInputElement>("file");
  const certificate = find<HTMLInputElement>("certificate");
  const password = find<HTMLInputElement>("password");
  const state = find("state");
  const errors = [...box.querySelectorAll<HTMLElement>("[data-signing-error]")];
  const own = ownFile(box, () => tell(""));
  const content = own ? undefined : load(box);
  // A document that cannot be fetched is told when it is to be signed.
  content?.catch(() => undefined);
  content?.then((bytes) => find("size")?.replaceChildren(size(bytes.length)), () => undefined);
  let busy = false;

  find("waiting")!.hidden = true;
  find("body")!.hidden = false;
  field.value = "";

  const means = [...box.querySelectorAll<HTMLInputElement>("[data-signing-means]")];
  const chosenMeans = () => means.find((one) => one.checked)?.value ?? "file";
  const showMeans = () => {
    for (const part of box.querySelectorAll<HTMLElement>("[data-signing-part]")) {
      part.hidden = part.dataset.signingPart !== chosenMeans();
    }
    clear(errors);
    if (chosenMeans() === "plugin") void listTokens();
  };
  for (const one of means) one.addEventListener("change", showMeans);
  showMeans();
  find("again")?.addEventListener("click", () => void listTokens());
  // What is typed or chosen anew is not what was complained about. Not on `change`: that comes when a
  // field is left for the button, which would move away from under the pointer.
  box.addEventListener("input", () => clear(errors));
  file?.addEventListener("change", () => find("keys")?.replaceChildren());

  // First of all listeners: a form that waits for its signature is not being sent yet.
  form.addEventListener(
    "submit",
    (event) => {
      if (field.value || event.submitter?.hasAttribute("formnovalidate")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!busy) void go(event.submitter);
    },
    { capture: true },
  );
  // Back from the next page: what was signed before is asked for again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) field.value = "";
  });

  async function go(submitter: HTMLElement | null): Promise<void> {
    busy = true;
    clear(errors);
    submitter?.setAttribute("aria-busy", "true");
    try {
      const bytes = await (content ?? own!.read());
      const how = own ? own.how() : "detached" in box.dataset ? "detached" : "attached";
      const made = chosenMeans() === "plugin" ? await byToken(bytes, how) : await byFile(bytes, how);
      if (own) {
        own.offer(made, how);
        return tell(isInside(how) ? "signed-inside" : "signed");
      }
      field!.value = base64(made);
      tell("sending");
      form!.requestSubmit(submitter);
    } catch (error) {
      tell("");
      refuse(placeOf(error), box, error);
    } finally {
      busy = false;
      submitter?.removeAttribute("aria-busy");
    }
  }

  /** Where the module lies that signs so. */
  function module(how: How): Addresses {
    const { worker, module, documentsWorker, documentsModule } = box.dataset;
    const [own, bytes] = isInside(how) ? [documentsWorker, documentsModule] : [worker, module];
    if (!own || !bytes) throw new Refusal("SGN-020");
    return { worker: own, module: bytes };
  }

  async function byFile(bytes: Uint8Array, how: How): Promise<Uint8Array> {
    const chosen = file?.files?.[0];
    if (!chosen) throw new Refusal("SGN-023");
    if (!password?.value) throw new Refusal("SGN-025");
    tell("opening");
    const signer = await Signer.start(module(how));
    try {
      const keys = await signer.open(chosen, password.value, certificate?.files?.[0]);
      const number = whichKey(keys);
      const key = keys[number]!;
      if ("refused" in key) throw new Refusal(key.refused);
      box.dispatchEvent(new CustomEvent<Described>("signing:opened", { bubbles: true, detail: key.certificate }));
      find("signer")?.replaceChildren(lineOf(key.certificate));
      tell("signing");
      const made = isInside(how) ? await signer.document(number, how, bytes) : await signer.sign(number, bytes, how === "attached");
      password.value = "";
      return made;
    } catch (error) {
      box.dispatchEvent(new CustomEvent<unknown>("signing:refused", { bubbles: true, detail: error }));
      // Another try is another password.
      if (!(error instanceof Refusal && error.code === "SGN-026")) password.value = "";
      throw error;
    } finally {
      signer.end();
    }
  }

  /** The only key that has a certificate, or the one that the person has chosen. */
  function whichKey(keys: Key[]): number {
    const chosen = find("keys")?.querySelector<HTMLInputElement>("input:checked");
    if (chosen) return Number(chosen.value);
    const good = keys.flatMap((key, number) => ("certificate" in key ? [{ number, key }] : []));
    if (good.length === 0) {
      // The certificate may lie in a file of its own.
      find("certificate-field")!.hidden = false;
      return 0;
    }
    if (good.length === 1) return good[0]!.number;
    const lines = good.map(({ number, key }) => ({ value: String(number), label: lineOf(key.certificate) }));
    choices(find("keys")!, "keys", lines);
    throw new Refusal("SGN-026");
  }

  async function byToken(bytes: Uint8Array, how: How): Promise<Uint8Array> {
    const chosen = find("tokens")?.querySelector<HTMLInputElement>("input:checked");
    const door = await plugin(box.dataset.plugin ?? "");
    if (!chosen) throw new Refusal("SGN-034");
    try {
      if (isInside(how)) return await insideByToken(bytes, how, chosen.value, door);
      tell("token");
      return fromBase64(await door.sign(chosen.value, base64(bytes), how === "detached"));
    } catch (error) {
      throw pluginRefusal(error, "SGN-032");
    }
  }

  /** The document is prepared here, CryptoPro signs what the signature covers, and that is put in here. */
  async function insideByToken(bytes: Uint8Array, form: Form, thumbprint: string, door: PluginDoor): Promise<Uint8Array> {
    tell("signing");
    const signer = await Signer.start(module(form));
    try {
      const { message, bits } = await signer.prepare(form, bytes, await door.certificate(thumbprint));
      tell("token");
      return await signer.finish(fromHex(await door.signRaw(thumbprint, base64(message), bits)));
    } finally {
      signer.end();
    }
  }

  async function listTokens(): Promise<void> {
    const place = find("tokens");
    if (!place || place.dataset.busy) return;
    place.dataset.busy = "yes";
    tell("plugin");
    try {
      const door = await plugin(box.dataset.plugin ?? "");
      const list = await door.certificates().catch((error) => {
        throw pluginRefusal(error, noPlugin(error) ? "SGN-030" : "SGN-031");
      });
      const lines = list.map(({ thumbprint, subject, issuer, notAfter }) => {
        const who = [subject.SN, subject.G].filter(Boolean).join(" ") || subject.CN || thumbprint;
        return { value: thumbprint, label: oneLine(box, who, subject.O, issuer, notAfter) };
      });
      choices(place, "tokens", lines);
      clear(errors);
    } catch (error) {
      if (chosenMeans() === "plugin") refuse(find("error-plugin")!, box, error);
    } finally {
      tell("");
      delete place.dataset.busy;
    }
  }

  function lineOf(one: Described): string {
    return oneLine(box, person(one), one.organization, one.issuer, one.notAfter);
  }

  /** Radio buttons that belong to no form, so that they are not sent. */
  function choices(place: HTMLElement, name: string, lines: { value: string; label: string }[]): void {
    const part = box.querySelector<HTMLTemplateElement>("template[data-choice]")?.content.firstElementChild;
    if (!part) return;
    const made = lines.map(({ value, label }, number) => {
      const one = part.cloneNode(true) as HTMLElement;
      const input = one.querySelector("input")!;
      input.id = `signing-${name}-${number}`;
      input.name = `signing-${name}`;
      input.value = value;
      input.checked = lines.length === 1;
      const text = one.querySelector("label")!;
      text.htmlFor = input.id;
      text.textContent = label;
      return one;
    });
    place.replaceChildren(...made);
  }

  function placeOf(error: unknown): HTMLElement {
    const code = error instanceof Refusal ? error.code : "";
    const name =
      ABOUT_THE_DOCUMENT.has(code) ? "own"
      : code === "SIG-103" || code === "SGN-025" ? "password"
      : code === "SGN-001" || code === "SGN-002" || code === "SGN-005" ? "certificate"
      : code.startsWith("SIG-10") || code === "SGN-023" || code === "SGN-024" || code === "SGN-026" ? "file"
      : chosenMeans() === "plugin" ? "plugin"
      : "panel";
    return find(`error-${name}`) ?? find("error-panel")!;
  }

  function tell(name: string): void {
    if (state) state.textContent = name ? textOf(box, name) : "";
  }
}

function isInside(how: How): how is Form {
  return how === "pdf" || how === "xml";
}

/** The exact bytes to sign: written in the page, or fetched from where the person can read them. */
async function load(box: HTMLElement): Promise<Uint8Array> {
  const { content, contentUrl } = box.dataset;
  if (content !== undefined) return fromBase64(content);
  try {
    const response = await fetch(contentUrl ?? "", { cache: "no-store", redirect: "error" });
    if (!response.ok) throw new Error(String(response.status));
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new Refusal("SGN-027", String(error));
  }
}

/** What the loader says where there is no extension, or no plug-in behind it. */
function noPlugin(error: unknown): boolean {
  return /недоступен|время ожидания|Ошибка при загрузке|not (available|found)|undefined|is not a function/i.test(String(error));
}
