// Between the panel and the plug-in's bundle, which is loaded later.
import { Refusal } from "./signer";
import { loadScript } from "./trusted";

export interface PluginCertificate {
  thumbprint: string;
  /** The subject by its fields: CN, SN, G, O … */
  subject: Record<string, string>;
  issuer: string;
  notAfter: number;
}

export interface PluginInfo {
  /** Of the plug-in. */
  version: string;
  /** Of the cryptographic provider. */
  provider?: string;
  /** The names under which providers answer for keys of ГОСТ. */
  providers: string[];
  /** Other makers' providers that are installed as well. */
  beside: string[];
}

export interface PluginDoor {
  info(): Promise<PluginInfo>;
  certificates(): Promise<PluginCertificate[]>;
  /** CAdES-BES in Base64. */
  sign(thumbprint: string, base64: string, detached: boolean): Promise<string>;
  /** The certificate itself in Base64. */
  certificate(thumbprint: string): Promise<string>;
  /** The bare signature of a message that is hashed to so many bits, hexadecimal, in the provider's order of bytes. */
  signRaw(thumbprint: string, base64: string, bits: number): Promise<string>;
}

declare global {
  interface Window {
    kabinetPlugin?: PluginDoor;
  }
}

/** The plug-in; a refusal where there is none. */
export async function plugin(url: string): Promise<PluginDoor> {
  if (!window.kabinetPlugin) {
    try {
      await loadScript(url);
    } catch (error) {
      throw new Refusal("SGN-022", String(error));
    }
  }
  if (!window.kabinetPlugin) throw new Refusal("SGN-030");
  return window.kabinetPlugin;
}

/** What the plug-in says when it fails, as a refusal. Its own words go along: they name the cause. */
export function pluginRefusal(error: unknown, code: string): Refusal {
  if (error instanceof Refusal) return error;
  const words = error instanceof Error ? error.message : String(error);
  // Cancelled by the person (SCARD_W_CANCELLED_BY_USER, NTE_USER_CANCELLED, ERROR_CANCELLED).
  if (/0x8010006E|0x80090036|0x000004C7|0x800704C7/i.test(words)) return new Refusal("SGN-033");
  return new Refusal(code, words.replace(/^(Error: )+/, ""));
}
