// [data-suggest="/url"]: the text field inside, named by data-suggest-name, offers entries of the
// register while typing. A combobox with a list box as the ARIA practices describe it: the keyboard
// stays in the field, arrows choose, Enter takes, Escape closes. Without scripts it is a plain field.
// With data-suggest-open a taken entry is opened; else its number is put into the field, and one
// whose number stands there already is not offered: it would only cover what comes next on the page.
import { fill, fresh } from "./dom";

interface Suggestion {
  name: string;
  inn: string | null;
  ogrn: string;
  status_label: string;
  is_ended: boolean;
  region: string;
  town: string;
  url: string;
}

const LEAST_LETTERS = 2;
/** Milliseconds without a key before the server is asked. */
const PAUSE = 120;
let lists = 0;

export function suggestions(root: ParentNode): void {
  for (const frame of fresh(root, "data-suggest")) {
    const name = frame.dataset.suggestName ?? "q";
    const input = frame.querySelector<HTMLInputElement>(`input[name="${CSS.escape(name)}"]`);
    if (input) suggest(frame, input);
  }
}

function suggest(frame: HTMLElement, input: HTMLInputElement): void {
  lists += 1;
  const list = document.createElement("ul");
  list.id = `suggest-${lists}`;
  list.className = "suggest";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", frame.dataset.suggestLabel ?? "");
  const told = document.createElement("p");
  told.className = "ds-sr-only";
  told.setAttribute("role", "status");
  input.after(list, told);
  input.parentElement?.classList.add("suggest-field");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.autocomplete = "off";

  const opens = frame.dataset.suggestOpen !== undefined;
  let found: Suggestion[] = [];
  let active = -1;
  let timer = 0;
  let asked: AbortController | undefined;

  const activate = (index: number) => {
    active = index;
    [...list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === active));
    });
    const option = list.children[active];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };
  const close = () => {
    window.clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    activate(-1);
  };
  const take = (index: number) => {
    const one = found[index];
    if (!one) return;
    close();
    if (opens) {
      window.location.assign(one.url);
    } else {
      input.value = one.ogrn;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      close();
    }
  };
  const isTyped = (one: Suggestion) => [one.inn, one.ogrn].includes(input.value.trim());
  const show = (suggestions: Suggestion[]) => {
    found = opens ? suggestions : suggestions.filter((one) => !isTyped(one));
    list.replaceChildren(...found.map((one, at) => option(`${list.id}-${at}`, one)));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    activate(-1);
    const { suggestSome, suggestNone } = frame.dataset;
    told.textContent = found.length > 0 ? fill(suggestSome, { count: String(found.length) }) : (suggestNone ?? "");
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    try {
      const url = `${frame.dataset.suggest}?${new URLSearchParams({ q: input.value.trim() })}`;
      const answer = await fetch(url, { signal, headers: { Accept: "application/json" } });
      // Signed out or too quick: the field works without suggestions.
      if (!answer.ok) return close();
      const { suggestions: offered } = (await answer.json()) as { suggestions: Suggestion[] };
      if (!signal.aborted && document.activeElement === input) show(offered);
    } catch {
      if (!signal.aborted) close();
    }
  };

  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    if (input.value.trim().length < LEAST_LETTERS) close();
    else timer = window.setTimeout(() => void ask(), PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      // The browser's own Escape would empty a search field.
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) {
        if (event.key === "ArrowDown" && input.value.trim().length >= LEAST_LETTERS) void ask();
        return;
      }
      event.preventDefault();
      // One place beyond the list is the field itself.
      const places = found.length + 1;
      const step = event.key === "ArrowDown" ? 1 : -1;
      activate(((active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      take(active);
    } else if (event.key === "Tab") {
      close();
    }
  });
  input.addEventListener("blur", close);
  // Before the field loses the focus, so that the list is still there.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = (event.target as Element).closest("[role=option]");
    if (option) take([...list.children].indexOf(option));
  });
  input.form?.addEventListener("submit", close);
}

function option(id: string, one: Suggestion): HTMLLIElement {
  const item = document.createElement("li");
  item.id = id;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const status = document.createElement("span");
  status.className = "suggest-status";
  status.dataset.ended = String(one.is_ended);
  status.textContent = one.status_label;
  const name = document.createElement("b");
  name.textContent = one.name;
  const note = document.createElement("span");
  note.className = "cell-note";
  const place = one.town || one.region;
  note.textContent = [one.inn ?? one.ogrn, place].filter(Boolean).join(" · ");
  item.append(name, status, note);
  return item;
}
