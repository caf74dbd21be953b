// [data-password]: a button that shows what is typed.
import { fresh } from "./dom";

export function passwords(root: ParentNode): void {
  for (const field of fresh(root, "data-password")) {
    const input = field.querySelector<HTMLInputElement>("input");
    const button = field.querySelector<HTMLButtonElement>("[data-password-toggle]");
    if (!input || !button) continue;
    button.hidden = false;
    const show = (shown: boolean) => {
      input.type = shown ? "text" : "password";
      button.setAttribute("aria-label", (shown ? button.dataset.hide : button.dataset.show) ?? "");
      for (const icon of button.querySelectorAll<HTMLElement>("[data-when]")) {
        icon.hidden = icon.dataset.when !== (shown ? "shown" : "hidden");
      }
    };
    button.addEventListener("click", () => show(input.type === "password"));
    // Sent as a password, so that no browser keeps it among the words typed before.
    input.form?.addEventListener("submit", () => show(false));
  }
}
