// The signer, in a worker of its own. What sees the key and the password runs under a policy that
// lets nothing out to the network (see assets.rs), and its memory goes when the worker ends.
import { scriptUrl } from "./trusted";

/** A certificate, as crates/base/signer describes it. */
export interface Described {
  name?: string;
  surname?: string;
  givenName?: string;
  title?: string;
  organization?: string;
  inn?: string;
  orgInn?: string;
  ogrn?: string;
  ogrnip?: string;
  snils?: string;
  email?: string;
  issuer?: string;
  serial: string;
  notBefore: number;
  notAfter: number;
  key: string;
  fingerprint: string;
}

/** A refusal with the code whose text the page has. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly detail = "",
  ) {
    super(detail ? `${code}: ${detail}` : code);
  }
}

/** One key of an opened file: its certificate, or the code that says why it cannot sign. */
export type Key = { certificate: Described } | { refused: string };

/** Documents that hold their signature. */
export type Form = "pdf" | "xml";

/** What somebody else's key is to sign: a hash of so many bits of the message. */
export interface Prepared {
  message: Uint8Array;
  bits: number;
}

/** What the worker is asked. */
export type Question =
  | { ask: "start"; module: ArrayBuffer }
  | { ask: "open"; file: File; password: string; certificate?: File }
  | { ask: "sign"; number: number; content: Uint8Array; attached: boolean }
  | { ask: "document"; number: number; form: Form; content: Uint8Array }
  | { ask: "prepare"; form: Form; content: Uint8Array; certificate: string }
  | { ask: "finish"; signature: Uint8Array }
  | { ask: "make"; subject: [string, string][]; bits: number; password: string }
  | { ask: "hash"; file: File; algorithm: string };

/** What the worker says: progress from 0 to 1, then an answer or a refusal. */
export type Said = { id: number } & (
  | { progress: number }
  | { answer: unknown }
  | { refused: string; detail: string }
);

interface Waiting {
  done(answer: unknown): void;
  failed(reason: Refusal): void;
  progress?: (part: number) => void;
}

export interface Addresses {
  worker: string;
  module: string;
}

export class Signer {
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;

  private constructor(private readonly worker: Worker) {
    worker.addEventListener("message", ({ data }: MessageEvent<Said>) => this.hear(data));
    // A script that did not load, or a fault of ours inside it.
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      for (const one of this.waiting.values()) one.failed(new Refusal("SGN-021", event.message));
      this.waiting.clear();
    });
  }

  static async start(addresses: Addresses): Promise<Signer> {
    if (typeof WebAssembly !== "object" || typeof Worker !== "function") throw new Refusal("SGN-020");
    let module: ArrayBuffer;
    try {
      const response = await fetch(addresses.module);
      if (!response.ok) throw new Error(String(response.status));
      module = await response.arrayBuffer();
    } catch (error) {
      throw new Refusal("SGN-022", String(error));
    }
    const signer = new Signer(new Worker(scriptUrl(addresses.worker)));
    await signer.ask({ ask: "start", module }, [module]);
    return signer;
  }

  open(file: File, password: string, certificate?: File): Promise<Key[]> {
    return this.ask({ ask: "open", file, password, certificate }) as Promise<Key[]>;
  }

  sign(number: number, content: Uint8Array, attached: boolean): Promise<Uint8Array> {
    return this.ask({ ask: "sign", number, content, attached }) as Promise<Uint8Array>;
  }

  /** Signs inside of a document, with a key of the opened file. */
  document(number: number, form: Form, content: Uint8Array): Promise<Uint8Array> {
    return this.ask({ ask: "document", number, form, content }) as Promise<Uint8Array>;
  }

  /** Prepares a document for a key that is elsewhere; `finish` puts its signature in. */
  prepare(form: Form, content: Uint8Array, certificate: string): Promise<Prepared> {
    return this.ask({ ask: "prepare", form, content, certificate }) as Promise<Prepared>;
  }

  finish(signature: Uint8Array): Promise<Uint8Array> {
    return this.ask({ ask: "finish", signature }) as Promise<Uint8Array>;
  }

  make(subject: [string, string][], bits: number, password: string): Promise<{ keyFile: Uint8Array; request: Uint8Array }> {
    return this.ask({ ask: "make", subject, bits, password }) as Promise<{ keyFile: Uint8Array; request: Uint8Array }>;
  }

  hash(file: File, algorithm: string, progress: (part: number) => void): Promise<string> {
    return this.ask({ ask: "hash", file, algorithm }, [], progress) as Promise<string>;
  }

  /** Ends the worker, and with it everything that it remembers. */
  end(): void {
    this.worker.terminate();
    for (const one of this.waiting.values()) one.failed(new Refusal("SGN-021", "ended"));
    this.waiting.clear();
  }

  private ask(question: Question, transfer: Transferable[] = [], progress?: (part: number) => void): Promise<unknown> {
    const id = ++this.asked;
    return new Promise((done, failed) => {
      this.waiting.set(id, { done, failed, progress });
      this.worker.postMessage({ ...question, id }, transfer);
    });
  }

  private hear(said: Said): void {
    const one = this.waiting.get(said.id);
    if (!one) return;
    if ("progress" in said) {
      one.progress?.(said.progress);
      return;
    }
    this.waiting.delete(said.id);
    if ("refused" in said) one.failed(new Refusal(said.refused, said.detail));
    else one.done(said.answer);
  }
}
