// <details data-drop> in the header: closes on Escape and on a press elsewhere.

export function drops(): void {
  const open = () => document.querySelectorAll<HTMLDetailsElement>("details[data-drop][open]");
  document.addEventListener("click", (event) => {
    for (const drop of open()) if (!drop.contains(event.target as Node)) drop.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const drop of open()) {
      drop.open = false;
      drop.querySelector<HTMLElement>("summary")?.focus();
    }
  });
}
