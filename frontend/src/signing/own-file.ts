// A document of the person's own, in the panel of /sign-file: it is read when it is to be signed, in the
// form that the person chose, and what comes out is saved there. Nothing of it is sent.
import { fill } from "../dom";
import { type Form, Refusal } from "./signer";
import { textOf } from "./words";

/** Inside of the document, beside it, or around it. */
export type How = Form | "detached" | "attached";

export interface OwnFile {
  how(): How;
  read(): Promise<Uint8Array>;
  /** Offers what was made, to be saved. */
  offer(made: Uint8Array, how: How): void;
}

/** How much of a file is looked at: a PDF may have up to a kilobyte of something else before it. */
const beginning = 1024;

export function ownFile(box: HTMLElement, changed: () => void): OwnFile | undefined {
  const find = <E extends HTMLElement>(name: string) => box.querySelector<E>(`[data-signing-${name}]`);
  const file = find<HTMLInputElement>("own");
  const result = find<HTMLAnchorElement>("result");
  const office = find("office");
  if (!file || !result) return undefined;
  const forms = [...box.querySelectorAll<HTMLInputElement>("[data-signing-form]")];
  let kind: Form | "other" = "other";

  async function look(): Promise<void> {
    result!.hidden = true;
    changed();
    const chosen = file!.files?.[0];
    const now = chosen ? await kindOf(chosen) : "other";
    // Another one was chosen meanwhile.
    if (file!.files?.[0] !== chosen) return;
    if (office) office.hidden = !/\.(docx?|xlsx?|pptx?|odt|ods|rtf)$/i.test(chosen?.name ?? "");
    // The choice that the person made for the last file stays, where it fits this one.
    if (now === kind) return;
    kind = now;
    for (const one of forms) {
      if (one.value === "pdf" || one.value === "xml") one.closest<HTMLElement>(".ds-field")!.hidden = one.value !== kind;
    }
    const usual = forms.find((one) => one.value === kind) ?? forms.find((one) => one.value === "detached");
    if (usual) usual.checked = true;
  }
  file.addEventListener("change", () => void look());
  // A file that the browser kept over a reload.
  if (file.files?.length) void look();

  return {
    how: () => (forms.find((one) => one.checked)?.value ?? "detached") as How,

    async read() {
      const chosen = file.files?.[0];
      if (!chosen) throw new Refusal("SGN-029");
      try {
        return new Uint8Array(await chosen.arrayBuffer());
      } catch {
        throw new Refusal("SGN-016");
      }
    },

    offer(made, how) {
      const name = nameOf(file.files![0]!.name, how, box);
      URL.revokeObjectURL(result.href);
      result.href = URL.createObjectURL(new Blob([made as BlobPart], { type: types[how] }));
      result.download = name;
      find("result-name")!.textContent = fill(textOf(box, "save"), { name });
      result.hidden = false;
      result.focus();
    },
  };
}

const types: Record<How, string> = {
  pdf: "application/pdf",
  xml: "application/xml",
  detached: "application/pkcs7-signature",
  attached: "application/pkcs7-mime",
};

/** «договор.pdf.sig», «договор.pdf.p7m», «договор (подписан).pdf». */
function nameOf(document: string, how: How, box: ParentNode): string {
  if (how === "detached") return `${document}.sig`;
  if (how === "attached") return `${document}.p7m`;
  const dot = document.lastIndexOf(".");
  const [name, extension] = dot > 0 ? [document.slice(0, dot), document.slice(dot)] : [document, `.${how}`];
  return fill(textOf(box, "signed-name"), { name }) + extension;
}

/** By what stands in the file and not by its name, as the check of signatures does. */
async function kindOf(file: File): Promise<Form | "other"> {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.slice(0, beginning).arrayBuffer());
  } catch {
    return "other";
  }
  const text = new TextDecoder("latin1").decode(bytes);
  if (text.includes("%PDF-")) return "pdf";
  const start = text.replace(/^\u00ef\u00bb\u00bf/, "").trimStart();
  if (start.startsWith("<") && !/^<(!doctype\s+html|html)/i.test(start)) return "xml";
  return "other";
}
