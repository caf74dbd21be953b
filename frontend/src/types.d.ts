// What TypeScript's own libraries do not know yet, and modules without types.
interface TrustedTypeRules {
  createHTML?(html: string): string;
  createScriptURL?(url: string): string;
}
interface Window {
  trustedTypes?: { createPolicy<Rules extends TrustedTypeRules>(name: string, rules: Rules): Rules };
  cadesplugin?: { CreateObjectAsync<Name extends keyof PluginObjects>(name: Name): Promise<PluginObjects[Name]> };
}
/** Objects of CryptoPro's plug-in that are made by name; its other objects come through the package. */
interface PluginObjects {
  "CAdESCOM.HashedData": {
    propset_Algorithm(value: number): Promise<void>;
    propset_DataEncoding(value: number): Promise<void>;
    Hash(data: string): Promise<void>;
  };
  "CAdESCOM.RawSignature": {
    SignHash(hash: PluginObjects["CAdESCOM.HashedData"], certificate: unknown): Promise<string>;
  };
}
/** The documented interface of CryptoPro's plug-in, as the package hands it on. */
declare module "crypto-pro-cadesplugin" {
  interface Certificate {
    thumbprint: string;
    subjectInfo: string;
    issuerInfo: string;
    validPeriod: { from: string; to: string };
  }
  /** The plug-in's own object. */
  interface StoredCertificate {
    Export(encoding: number): Promise<string>;
  }
  interface About {
    PluginVersion: Promise<Record<string, unknown>>;
    CSPVersion(name: string, type: number): Promise<Record<string, unknown>>;
    CSPName(type: number): Promise<string>;
  }
  interface Plugin {
    about(): Promise<About>;
    getCertsList(): Promise<Certificate[]>;
    currentCadesCert(thumbprint: string): Promise<StoredCertificate>;
    signBase64(thumbprint: string, base64: string, detached: boolean): Promise<string>;
  }
  const load: () => Promise<Plugin>;
  export default load;
}
declare module "htmx.org/dist/*";
