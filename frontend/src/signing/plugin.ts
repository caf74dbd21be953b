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

/** Providers of ViPNet: they have types of their own and get into CryptoPro's way all the same. */
const otherProviders: [string, number][] = [
  ["Infotecs Cryptographic Service Provider", 2],
  ["Infotecs GOST 2012/512 Cryptographic Service Provider", 77],
  ["Infotecs GOST 2012/1024 Cryptographic Service Provider", 78],
];

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
  const beside: string[] = [];
  for (const [name, type] of otherProviders) {
    try {
      await version(await about.CSPVersion(name, type));
      if (!providers.includes(name)) beside.push(name);
    } catch {
      // It is not installed.
    }
  }
  return { version: await version(await about.PluginVersion), provider, providers, beside };
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

async function certificate(thumbprint: string): Promise<string> {
  const found = await (await plugin()).currentCadesCert(thumbprint);
  return (await found.Export(base64Encoding)).replace(/-----[^-]+-----|\s/g, "");
}

// CADESCOM_ENCODE_BASE64, CADESCOM_BASE64_TO_BINARY, and CADESCOM_HASH_ALGORITHM_CP_GOST_3411_2012_256 and 512.
const base64Encoding = 0;
const base64Content = 1;
const hashes: Record<number, number> = { 256: 101, 512: 102 };

async function signRaw(thumbprint: string, base64: string, bits: number): Promise<string> {
  const own = await (await plugin()).currentCadesCert(thumbprint);
  // The provider hashes what it signs; a hash from here would come in an order of bytes of its own.
  const hashed = await make("CAdESCOM.HashedData");
  await hashed.propset_Algorithm(hashes[bits] ?? 0);
  await hashed.propset_DataEncoding(base64Content);
  await hashed.Hash(base64);
  const signature = await make("CAdESCOM.RawSignature");
  return signature.SignHash(hashed, own);
}

/** What the package does not wrap. */
function make<Name extends keyof PluginObjects>(name: Name): Promise<PluginObjects[Name]> {
  if (!window.cadesplugin) throw new Error("undefined");
  return window.cadesplugin.CreateObjectAsync(name);
}

const door: PluginDoor = { info, certificates, sign, certificate, signRaw };
window.kabinetPlugin = door;
