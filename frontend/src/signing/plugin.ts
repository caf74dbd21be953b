// The CryptoPro plug-in for keys on tokens: what crypto-pro-cadesplugin makes of its documented
// interface, in the few calls that the panel needs. Loaded when somebody asks for it.
// (The package `crypto-pro` does the same through eval, which our policy forbids.)
import "./plugin-settings";
import given from "crypto-pro-cadesplugin";
import type { PluginCertificate, PluginDoor, PluginInfo } from "./door";

// Bundled as Node would load it, a CommonJS module's default lies one deeper.
const load = "default" in given ? (given as { default: typeof given }).default : given;

type Api = Awaited<ReturnType<typeof load>>;
let api: Promise<Api> | undefined;

function plugin(): Promise<Api> {
  api ??= load();
  return api;
}

/** Types of cryptographic providers: ГОСТ Р 34.10-2001, 2012 of 256 bits, 2012 of 512 bits. */
const providerTypes = [75, 80, 81];

async function info(): Promise<PluginInfo> {
  const about = await (await plugin()).about();
  const providers: string[] = [];
  for (const type of providerTypes) {
    try {
      const name = await about.CSPName(type);
      if (name && !providers.includes(name)) providers.push(name);
    } catch {
      // There is none of this type.
    }
  }
  let provider: string | undefined;
  try {
    provider = await version(await about.CSPVersion("", 80));
  } catch {
    // No provider at all: said by the empty list.
  }
  return { version: await version(await about.PluginVersion), provider, providers };
}

async function version(one: Record<string, unknown>): Promise<string> {
  return [await one.MajorVersion, await one.MinorVersion, await one.BuildVersion].join(".");
}

async function certificates(): Promise<PluginCertificate[]> {
  const list = await (await plugin()).getCertsList();
  return list.map((one) => ({
    thumbprint: one.thumbprint,
    subject: fields(one.subjectInfo),
    issuer: fields(one.issuerInfo).CN ?? "",
    notAfter: Date.parse(one.validPeriod.to),
  }));
}

/** `CN=Котова Анна, O="ООО ""Северный луч"""` as fields; the first of each kind counts. */
function fields(name: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, key, quoted, plain] of name.matchAll(/([^=,]+)=(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)) {
    found[(key ?? "").trim()] ??= quoted === undefined ? (plain ?? "").trim() : quoted.replaceAll('""', '"');
  }
  return found;
}

async function sign(thumbprint: string, base64: string, detached: boolean): Promise<string> {
  const made = await (await plugin()).signBase64(thumbprint, base64, detached);
  return made.replace(/-----[^-]+-----|\s/g, "");
}

const door: PluginDoor = { info, certificates, sign };
window.kabinetPlugin = door;
