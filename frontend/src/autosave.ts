// <form data-autosave="/url">: posts the form shortly after a change and says how it went.
import { fill, timeOfDay } from "./dom";

const pause = 2_000;
const retryPause = 10_000;

export function autosave(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-autosave]")) keep(form);
}

function keep(form: HTMLFormElement): void {
  const state = form.querySelector<HTMLElement>("[data-autosave-state]");
  const text = state?.querySelector<HTMLElement>("[data-autosave-text]");
  let changes = 0;
  let saved = 0;
  let timer = 0;
  let sending = false;
  let leaving = false;

  const tell = (name: "saving" | "saved" | "failed", time = "") => {
    if (!state || !text) return;
    state.dataset.state = name;
    text.textContent = fill(state.dataset[name], { time });
  };
  const plan = (wait: number) => {
    clearTimeout(timer);
    timer = window.setTimeout(send, wait);
  };

  async function send(): Promise<void> {
    if (sending || leaving || saved === changes) return;
    sending = true;
    const sent = changes;
    tell("saving");
    try {
      const response = await fetch(form.dataset.autosave ?? form.action, {
        method: "POST",
        body: fieldsOnly(form),
        headers: { "X-Autosave": "1", Accept: "application/json" },
        redirect: "manual",
      });
      if (!response.ok) {
        tell("failed");
        // A refusal will not get better by itself; a fault of the server may.
        if (response.status >= 500 || response.status === 429) plan(retryPause);
        return;
      }
      saved = sent;
      const answer = response.headers.get("content-type")?.includes("json") ? await response.json() : {};
      tell("saved", typeof answer.time === "string" ? answer.time : timeOfDay());
    } catch {
      tell("failed");
      plan(retryPause);
    } finally {
      sending = false;
      if (saved !== changes && state?.dataset.state === "saved") plan(pause);
    }
  }

  const changed = (event: Event) => {
    if (event.target instanceof HTMLInputElement && event.target.type === "file") return;
    changes += 1;
    plan(pause);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void send();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && saved !== changes) event.preventDefault();
  });
}

/** The form without its files, which go with the real submission only; small forms stay urlencoded. */
function fieldsOnly(form: HTMLFormElement): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") fields.append(name, value);
  }
  return fields;
}
