// [data-copy="text"]: a button that copies; hidden where copying is not possible.
import { fresh } from "./dom";

export function copyButtons(root: ParentNode): void {
  if (!navigator.clipboard) return;
  for (const button of fresh<HTMLButtonElement>(root, "data-copy")) {
    const label = button.querySelector<HTMLElement>("[data-copy-label]") ?? button;
    const before = label.textContent;
    button.hidden = false;
    label.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy ?? "");
      label.textContent = button.dataset.copied ?? before;
      window.setTimeout(() => (label.textContent = before), 2_000);
    });
  }
}
