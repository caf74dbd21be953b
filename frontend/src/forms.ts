// Small habits of forms.
import { fresh } from "./dom";

/** The error summary takes the focus, so that it is read first. */
export function focusErrors(): void {
  document.querySelector<HTMLElement>("[data-focus]")?.focus();
}

export function submitGuards(root: ParentNode): void {
  // form[data-submit-once]: a second press while the form is being sent does nothing.
  for (const form of fresh<HTMLFormElement>(root, "data-submit-once")) {
    let sent = false;
    form.addEventListener("submit", (event) => {
      if (sent) event.preventDefault();
      sent = true;
      (event.submitter as HTMLElement | null)?.setAttribute("aria-busy", "true");
    });
    window.addEventListener("pageshow", () => (sent = false));
  }
  // select[data-auto-submit]: the form goes at once; without scripts its button does it.
  for (const select of fresh<HTMLSelectElement>(root, "data-auto-submit")) {
    select.addEventListener("change", () => select.form?.requestSubmit());
  }
  // input[data-date]: «1,12,2026» and «01122026» become a date with dots.
  for (const input of fresh<HTMLInputElement>(root, "data-date")) {
    input.addEventListener("change", () => {
      const typed = input.value.trim().replace(/[,/\- ]+/g, ".");
      input.value = /^\d{8}$/.test(typed) ? `${typed.slice(0, 2)}.${typed.slice(2, 4)}.${typed.slice(4)}` : typed;
    });
  }
}
