// [data-upload]: shows the names of chosen files and refuses too big ones before they are sent.
import { fill, fresh } from "./dom";

export function uploads(root: ParentNode): void {
  for (const field of fresh(root, "data-upload")) {
    const input = field.querySelector<HTMLInputElement>("input[type=file]");
    const box = field.querySelector<HTMLElement>(".upload-box");
    const name = field.querySelector<HTMLElement>("[data-upload-name]");
    const error = field.querySelector<HTMLElement>("[data-upload-error]");
    if (!input || !box || !name || !error) continue;
    const limit = Number(field.dataset.maxBytes ?? "0");

    input.addEventListener("change", () => {
      const files = [...(input.files ?? [])];
      const tooBig = limit > 0 ? files.find((file) => file.size > limit) : undefined;
      error.hidden = !tooBig;
      error.textContent = tooBig ? fill(field.dataset.tooBig, { name: tooBig.name, limit: field.dataset.limit ?? "" }) : "";
      if (tooBig) {
        input.value = "";
        files.length = 0;
      }
      name.textContent = files.length > 0 ? files.map((file) => file.name).join(", ") : (field.dataset.none ?? "");
      box.toggleAttribute("data-chosen", files.length > 0);
    });
    for (const over of ["dragenter", "dragover"]) box.addEventListener(over, () => box.setAttribute("data-over", ""));
    for (const out of ["dragleave", "drop"]) box.addEventListener(out, () => box.removeAttribute("data-over"));
  }
}
