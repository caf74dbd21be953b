// What the workers around crates/base/signer do. They are served with a policy of their own: no network.
import type { Description, Keys } from "kabinet-signer";
import type { Described, Key, Question } from "./signer";

export type Module = Pick<typeof import("kabinet-signer"), "Hasher" | "Keys" | "Request" | "initSync">;
type Numbered = Question & { id: number };
/** An answer, and what of it changes hands instead of being copied. */
export type Answer = [unknown, Transferable[]];
type More = (question: Question, keys: Keys | undefined) => Answer;

const scope = self as unknown as {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(name: "message", listener: (event: MessageEvent<Numbered>) => void): void;
};
/** Pieces in which a file is hashed: each one tells how far it is. */
const piece = 4 * 1024 * 1024;
let module: Module;
let more: More | undefined;
let keys: Keys | undefined;

/** Answers the page out of a module; `own` answers what this module alone understands. */
export function serve(served: Module, own?: More): void {
  module = served;
  more = own;
  scope.addEventListener("message", async ({ data }) => {
    const { id } = data;
    try {
      const [answer, transfer] = await answerTo(data, (progress) => scope.postMessage({ id, progress }));
      scope.postMessage({ id, answer }, transfer);
    } catch (error) {
      // The signer throws codes; anything else is a fault of ours, or of the browser.
      const refused = typeof error === "string" ? error : "SGN-021";
      scope.postMessage({ id, refused, detail: typeof error === "string" ? "" : String(error) });
    }
  });
}

async function answerTo(question: Question, progress: (part: number) => void): Promise<Answer> {
  switch (question.ask) {
    case "start":
      start(question.module);
      return [true, []];
    case "open":
      return [await open(question.file, question.password, question.certificate), []];
    case "sign": {
      if (!keys) throw "SGN-003";
      const made = keys.sign(question.number, question.content, question.attached, Date.now(), random(32));
      return [made, [made.buffer]];
    }
    case "make": {
      const request = new module.Request();
      for (const [name, value] of question.subject) request.field(name, value);
      const made = request.make(question.bits, question.password, random(4096));
      return [{ keyFile: made.keyFile, request: made.request }, []];
    }
    case "hash":
      return [await hash(question.file, question.algorithm, progress), []];
    default:
      if (!more) throw new Error(`this module does not know how to ${question.ask}`);
      return more(question, keys);
  }
}

function start(bytes: ArrayBuffer): void {
  try {
    module.initSync({ module: bytes });
  } catch (error) {
    // The browser, its settings or an extension forbids WebAssembly.
    console.warn(String(error));
    throw "SGN-020";
  }
}

async function open(file: File, password: string, certificate?: File): Promise<Key[]> {
  keys?.free();
  keys = undefined;
  const opened = new module.Keys(await read(file), password);
  try {
    if (certificate) opened.addCertificate(await read(certificate));
    const found: Key[] = [];
    for (let number = 0; number < opened.count(); number += 1) found.push(key(opened, number));
    keys = opened;
    return found;
  } catch (error) {
    opened.free();
    throw error;
  }
}

function key(opened: Keys, number: number): Key {
  try {
    return { certificate: plain(opened.describe(number)) };
  } catch (error) {
    if (typeof error === "string") return { refused: error };
    throw error;
  }
}

async function read(file: File): Promise<Uint8Array> {
  // Larger than any key file; what is inside is limited again.
  if (file.size > 1024 * 1024) throw "SIG-100";
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    // It was moved or changed since it was chosen.
    throw "SGN-024";
  }
}

/** The fields as a plain object, which can be sent to the page. */
function plain(one: Description): Described {
  const fields: Described = {
    name: one.name,
    surname: one.surname,
    givenName: one.given_name,
    title: one.title,
    organization: one.organization,
    inn: one.inn,
    orgInn: one.org_inn,
    ogrn: one.ogrn,
    ogrnip: one.ogrnip,
    snils: one.snils,
    email: one.email,
    issuer: one.issuer,
    serial: one.serial,
    notBefore: one.not_before,
    notAfter: one.not_after,
    key: one.key,
    fingerprint: one.fingerprint,
  };
  one.free();
  return fields;
}

async function hash(file: File, algorithm: string, progress: (part: number) => void): Promise<string> {
  const hasher = new module.Hasher(algorithm);
  for (let from = 0; from < file.size; from += piece) {
    hasher.update(new Uint8Array(await file.slice(from, from + piece).arrayBuffer()));
    progress(Math.min(1, (from + piece) / file.size));
  }
  return hasher.finish();
}

export function random(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}
