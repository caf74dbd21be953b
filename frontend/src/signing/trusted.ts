// Trusted Types: the pages' policy lets scripts come from our own assets only.
const rules = {
  createScriptURL(url: string): string {
    if (!/^\/assets\/[\w.-]+\.js$/.test(url)) throw new TypeError(`not a script of ours: ${url}`);
    return url;
  },
};
const policy = window.trustedTypes?.createPolicy("kabinet-signing", rules);

/** The address of a script of ours, as the browser wants it for `Worker` and `script.src`. */
export function scriptUrl(url: string): string {
  return (policy ?? rules).createScriptURL(url);
}

/** Loads a script of ours once. */
export function loadScript(url: string): Promise<void> {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = scriptUrl(url);
    script.addEventListener("load", () => done());
    script.addEventListener("error", () => failed(new Error(url)));
    document.head.append(script);
  });
}
