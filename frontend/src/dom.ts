// Small helpers of all modules.

/** The elements below root (and root itself) that carry the attribute and were not set up yet. */
export function fresh<E extends HTMLElement>(root: ParentNode, attribute: string): E[] {
  const found = [...root.querySelectorAll<E>(`[${attribute}]`)];
  if (root instanceof HTMLElement && root.hasAttribute(attribute)) found.push(root as E);
  const mark = `${attribute.replace(/^data-/, "").replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())}Ready`;
  return found.filter((element) => {
    if (element.dataset[mark]) return false;
    element.dataset[mark] = "yes";
    return true;
  });
}

/** Puts values into a text with {names}. */
export function fill(text: string | undefined, values: Record<string, string>): string {
  return (text ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The time of day as the server writes it: 9:05. */
export function timeOfDay(): string {
  const now = new Date();
  return `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
}
