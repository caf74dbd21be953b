// What TypeScript's own libraries do not know yet, and modules without types.
interface TrustedTypeRules {
  createHTML?(html: string): string;
  createScriptURL?(url: string): string;
}
interface Window {
  trustedTypes?: { createPolicy<Rules extends TrustedTypeRules>(name: string, rules: Rules): Rules };
}
/** The documented interface of CryptoPro's plug-in, as the package hands it on. */
declare module "crypto-pro-cadesplugin" {
  interface Certificate {
    thumbprint: string;
    subjectInfo: string;
    issuerInfo: string;
    validPeriod: { from: string; to: string };
  }
  interface About {
    PluginVersion: Promise<Record<string, unknown>>;
    CSPVersion(name: string, type: number): Promise<Record<string, unknown>>;
    CSPName(type: number): Promise<string>;
  }
  interface Plugin {
    about(): Promise<About>;
    getCertsList(): Promise<Certificate[]>;
    signBase64(thumbprint: string, base64: string, detached: boolean): Promise<string>;
  }
  const load: () => Promise<Plugin>;
  export default load;
}
declare module "htmx.org/dist/*";
