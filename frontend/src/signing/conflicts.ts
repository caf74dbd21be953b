// Programs for signatures that get into each other's way: several cryptographic providers, several plug-ins.
import type { PluginInfo } from "./door";

export type State = "good" | "bad" | "unsure";

/** One thing to say, as `workplace-conflicts-NAME` has it. */
export interface Said {
  state: State;
  which: string;
  values: Record<string, string>;
}

/** What the plug-in and the page tell of others; without the plug-in the page alone. */
export function conflicts(info?: PluginInfo): Said[] {
  const found: Said[] = [];
  const say = (state: State, which: string, names: string[] = []) => found.push({ state, which, values: { names: names.join(", ") } });
  if (info) {
    const own = info.providers.filter(isCryptoPro);
    const instead = info.providers.filter((name) => !isCryptoPro(name));
    // They answer for ГОСТ keys in its place, and its plug-in fails with them.
    if (info.providers.length === 0) say("bad", "none");
    else if (instead.length > 0) say("bad", own.length > 0 ? "mixed" : "providers", instead);
    if (info.beside.length > 0) say("unsure", "beside", info.beside);
  }
  const plugins = strangers();
  if (plugins.length > 0) say("unsure", "plugins", plugins);
  if (found.length === 0) {
    found.push({ state: "good", which: "good", values: { names: info?.providers.join(", ") ?? "", version: info?.provider ?? "" } });
  }
  return found;
}

function isCryptoPro(name: string): boolean {
  return /crypto-?pro|криптопро/i.test(name);
}

/** Plug-ins for signatures that leave a mark in every page, or in one that loaded their script. */
function strangers(): string[] {
  const known: [string, string][] = [
    // The adapter of Rutoken's plug-in writes it into every page.
    ["C3B7563B-BF85-45B7-88FC-7CFF1BD3C2DB", "Рутокен Плагин"],
    ["rutoken", "Рутокен Плагин"],
    ["JCWebClient2", "JC-WebClient (JaCarta)"],
    ["JCWebClientAPI", "JC-WebClient (JaCarta)"],
    ["ifcPlugin", "IFCPlugin"],
    ["lssClient", "ViPNet PKI Client"],
  ];
  return [...new Set(known.filter(([mark]) => mark in window).map(([, name]) => name))];
}
