// [data-key-request]: makes a key in the page, gives its file to the person, and puts the request
// for a certificate into the form. The key leaves the worker only under its password.
import { fresh } from "../dom";
import { Refusal, Signer } from "./signer";
import { base64, clear, refuse, textOf } from "./words";

export function keyRequests(root: ParentNode): void {
  for (const box of fresh(root, "data-key-request")) prepare(box);
}

function prepare(box: HTMLElement): void {
  const form = box.closest("form");
  const find = <E extends HTMLElement>(name: string) => box.querySelector<E>(`[data-key-${name}]`);
  const field = find<HTMLInputElement>("field");
  const first = find<HTMLInputElement>("password");
  const second = find<HTMLInputElement>("repeat");
  const make = find<HTMLButtonElement>("make");
  const link = find<HTMLAnchorElement>("link");
  const saved = find("saved");
  const state = find("state");
  if (!form || !field || !first || !second || !make || !link || !saved) return;
  const errors = [...box.querySelectorAll<HTMLElement>("[data-key-error]")];

  find("waiting")!.hidden = true;
  find("body")!.hidden = false;
  field.value = "";
  make.addEventListener("click", () => void go());
  link.addEventListener("click", () => {
    saved.hidden = false;
  });
  form.addEventListener(
    "submit",
    (event) => {
      if (field.value || event.submitter?.hasAttribute("formnovalidate")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      // Enter in a password means the button beside it.
      void go();
    },
    { capture: true },
  );

  async function go(): Promise<void> {
    if (make!.getAttribute("aria-busy")) return;
    clear(errors);
    make!.setAttribute("aria-busy", "true");
    try {
      if (first!.value !== second!.value) throw new Refusal("SGN-028");
      const { worker, module } = box.dataset;
      if (!worker || !module) throw new Refusal("SGN-020");
      const bits = Number(box.querySelector<HTMLInputElement>("[data-key-bits]:checked")?.value ?? "256");
      const subject = JSON.parse(box.dataset.subject ?? "[]") as [string, string][];
      if (state) state.textContent = textOf(box, "making");
      const signer = await Signer.start({ worker, module });
      try {
        const made = await signer.make(subject, bits, first!.value);
        link!.href = URL.createObjectURL(new Blob([made.keyFile as BlobPart], { type: "application/x-pkcs12" }));
        link!.hidden = false;
        field!.value = base64(made.request);
      } finally {
        signer.end();
      }
      first!.value = second!.value = "";
      find("fields")!.hidden = true;
      if (state) state.textContent = textOf(box, "made");
      link!.focus();
    } catch (error) {
      if (state) state.textContent = "";
      const code = error instanceof Refusal ? error.code : "";
      const place = code === "SGN-028" ? "repeat" : code === "SGN-006" ? "password" : "panel";
      refuse(find(`error-${place}`)!, box, error);
    } finally {
      make!.removeAttribute("aria-busy");
    }
  }
}
