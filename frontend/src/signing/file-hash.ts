// [data-file-hash]: hashes a chosen file in the page and fills in the form's field; the file stays
// where it is.
import { fresh } from "../dom";
import { Refusal, Signer } from "./signer";
import { clear, refuse } from "./words";

export function fileHashes(root: ParentNode): void {
  for (const box of fresh(root, "data-file-hash")) {
    const file = box.querySelector<HTMLInputElement>("[data-hash-file]");
    const algorithm = box.querySelector<HTMLSelectElement>("[data-hash-algorithm]");
    const field = box.querySelector<HTMLInputElement>("[data-hash-field]");
    const progress = box.querySelector<HTMLProgressElement>("progress");
    const error = box.querySelector<HTMLElement>("[data-hash-error]");
    const body = box.querySelector<HTMLElement>("[data-hash-body]");
    if (!file || !algorithm || !field || !progress || !error || !body) continue;
    if (!box.dataset.worker || !box.dataset.module) continue;
    body.hidden = false;
    let signer: Signer | undefined;

    const hash = async () => {
      signer?.end();
      signer = undefined;
      clear([error]);
      const chosen = file.files?.[0];
      if (!chosen) return;
      field.value = "";
      progress.hidden = false;
      progress.value = 0;
      try {
        const own = await Signer.start({ worker: box.dataset.worker!, module: box.dataset.module! });
        signer = own;
        const made = await own.hash(chosen, algorithm.value, (part) => (progress.value = part));
        if (signer === own) field.value = made;
      } catch (reason) {
        // Another file was chosen meanwhile.
        if (reason instanceof Refusal && reason.detail === "ended") return;
        refuse(error, box, reason);
      } finally {
        progress.hidden = true;
        signer?.end();
        signer = undefined;
      }
    };
    file.addEventListener("change", () => void hash());
    algorithm.addEventListener("change", () => void hash());
  }
}
