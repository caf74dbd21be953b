// [data-live="/events"]: when the server says that something changed, the page is fetched again
// and its [data-live-part] elements are replaced. The server only has to say "changed".

type Enhance = (root: ParentNode) => void;

const policy = window.trustedTypes?.createPolicy("kabinet-live", {
  // Only pages of our own server come here, see refresh().
  createHTML: (html: string) => html,
});

export function live(enhance: Enhance): void {
  const addresses = new Set<string>();
  for (const element of document.querySelectorAll<HTMLElement>("[data-live]")) {
    if (element.dataset.live) addresses.add(element.dataset.live);
  }
  for (const address of addresses) follow(address, enhance);
}

function follow(address: string, enhance: Enhance): void {
  let source: EventSource | undefined;
  let timer = 0;
  let wasLost = false;
  let wait = 1_000;

  const soon = () => {
    clearTimeout(timer);
    // Several changes of one moment are one refresh.
    timer = window.setTimeout(() => void refresh(enhance), 150);
  };
  const open = () => {
    source = new EventSource(address);
    source.onopen = () => {
      tell("on");
      wait = 1_000;
      if (wasLost) soon();
      wasLost = false;
    };
    source.onmessage = soon;
    source.onerror = () => {
      wasLost = true;
      tell("off");
      // The browser itself tries again unless the answer was final.
      if (source?.readyState === EventSource.CLOSED) {
        window.setTimeout(open, wait);
        wait = Math.min(wait * 2, 60_000);
      }
    };
  };
  open();
  // A page in the back-forward cache must not keep a connection.
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) open();
  });
}

function tell(state: "on" | "off"): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-live-state]")) {
    element.hidden = false;
    element.dataset.state = state;
    const text = (state === "on" ? element.dataset.on : element.dataset.off) ?? "";
    if (element.textContent !== text) element.textContent = text;
  }
}

async function refresh(enhance: Enhance): Promise<void> {
  const response = await fetch(location.href, { headers: { "X-Live": "1" } }).catch(() => undefined);
  if (!response?.ok || response.redirected || !response.headers.get("content-type")?.startsWith("text/html")) return;
  const html = await response.text();
  const page = new DOMParser().parseFromString((policy?.createHTML(html) ?? html) as string, "text/html");
  for (const old of document.querySelectorAll<HTMLElement>("[data-live-part]")) {
    const key = CSS.escape(old.dataset.livePart ?? "");
    const found = page.querySelector<HTMLElement>(`[data-live-part="${key}"]`);
    // What a person is working in stays.
    if (!found || old.contains(document.activeElement) || old.isEqualNode(found)) continue;
    const fresh = document.importNode(found, true);
    old.replaceWith(fresh);
    enhance(fresh);
  }
}
