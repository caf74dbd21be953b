// Keys and certificates of made-up people, by OpenSSL with gost-engine (`cargo xtask test` installs
// both): another implementation than ours. Used by the tests in Node and in the browser.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const CONFIG = `openssl_conf = main
oid_section = oids
[main]
engines = engines
[engines]
gost = gost
[gost]
engine_id = gost
default_algorithms = ALL
[oids]
innle = 1.2.643.100.4
[req]
distinguished_name = dn
string_mask = utf8only
[dn]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[person]
keyUsage = critical,digitalSignature,nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
`;

const KINDS = {
  256: { algorithm: "gost2012_256", digest: "md_gost12_256" },
  512: { algorithm: "gost2012_512", digest: "md_gost12_512" },
};

/** A made-up authority in a folder of its own. */
export class Authority {
  folder = mkdtempSync(join(tmpdir(), "kabinet-gost-"));

  constructor() {
    writeFileSync(join(this.folder, "openssl.cnf"), CONFIG);
    this.#key("root", 256);
    this.run("req", "-x509", "-new", "-utf8", "-key", "root.key", "-out", "root.crt", "-subj", "/C=RU/CN=Учебный центр",
      "-days", "3650", "-extensions", "ca", "-md_gost12_256");
  }

  run(...args) {
    return execFileSync("openssl", args, {
      cwd: this.folder,
      env: { ...process.env, OPENSSL_CONF: join(this.folder, "openssl.cnf") },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  #key(name, bits, set = "A") {
    this.run("genpkey", "-algorithm", KINDS[bits].algorithm, "-pkeyopt", `paramset:${set}`, "-out", `${name}.key`);
  }

  /** A person's key file with the certificate, under a password. */
  person(name, { bits = 256, set = "A", cipher = "gost89", password = "Пароль-2026", days = 365, chain = false } = {}) {
    this.#key(name, bits, set);
    this.run("req", "-new", "-utf8", "-key", `${name}.key`, "-out", `${name}.csr`, `-${KINDS[bits].digest}`,
      "-subj", "/C=RU/SN=Котова/GN=Анна Сергеевна/CN=Котова Анна Сергеевна/O=ООО «Северный луч»/title=Директор");
    this.run("x509", "-req", "-in", `${name}.csr`, "-CA", "root.crt", "-CAkey", "root.key", "-CAcreateserial", "-days",
      String(days), "-out", `${name}.crt`, "-extfile", "openssl.cnf", "-extensions", "person", "-md_gost12_256");
    this.run("pkcs12", "-export", "-inkey", `${name}.key`, "-in", `${name}.crt`, "-keypbe", cipher, "-certpbe", cipher,
      "-macalg", "md_gost12_512", "-password", `pass:${password}`, "-name", "ключ", "-out", `${name}.p12`,
      ...(chain ? ["-certfile", "root.crt"] : []));
    return { file: this.read(`${name}.p12`), certificate: this.read(`${name}.crt`), password };
  }

  /** The certificate for a request in PEM, as an authority returns it: DER, or PKCS#7 with the root before it. */
  issue(name, request, { days = 365, withRoot = false } = {}) {
    writeFileSync(join(this.folder, `${name}.csr`), request);
    this.run("x509", "-req", "-in", `${name}.csr`, "-CA", "root.crt", "-CAkey", "root.key", "-CAcreateserial", "-days",
      String(days), "-outform", "DER", "-out", `${name}.cer`, "-extfile", "openssl.cnf", "-extensions", "person", "-md_gost12_256");
    if (!withRoot) return this.read(`${name}.cer`);
    this.run("x509", "-inform", "DER", "-in", `${name}.cer`, "-out", `${name}.crt`);
    return this.run("crl2pkcs7", "-nocrl", "-certfile", "root.crt", "-certfile", `${name}.crt`, "-outform", "DER");
  }

  /** A key file without its certificate: PKCS#8 under a password. */
  bareKey(name, password) {
    this.run("pkcs8", "-topk8", "-in", `${name}.key`, "-out", `${name}.p8`, "-v2", "aes-256-cbc", "-passout", `pass:${password}`);
    return this.read(`${name}.p8`);
  }

  /** The bare signature of a message by a person's key. */
  signRaw(name, bits, message) {
    writeFileSync(join(this.folder, "message"), message);
    return this.run("dgst", `-${KINDS[bits].digest}`, "-sign", `${name}.key`, "message");
  }

  /** What `openssl cms -verify` makes of a signature: the content, or an error. */
  verify(cms, content) {
    writeFileSync(join(this.folder, "signature.der"), cms);
    const detached = content ? ["-content", "content", "-binary"] : ["-binary"];
    if (content) writeFileSync(join(this.folder, "content"), content);
    return this.run("cms", "-verify", "-inform", "DER", "-in", "signature.der", "-CAfile", "root.crt", "-purpose", "any",
      "-cades", ...detached);
  }

  /** Whether a request is signed with its own key, and what it says. */
  request(der) {
    writeFileSync(join(this.folder, "request.der"), der);
    return this.run("req", "-verify", "-inform", "DER", "-in", "request.der", "-noout", "-subject", "-nameopt", "utf8,sep_comma_plus,sname").toString();
  }

  read(name) {
    return readFileSync(join(this.folder, name));
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Where `cargo xtask assets` puts the signer. */
export const WASM = new URL("../wasm/", import.meta.url);

/** The signer as browsers get it, in Node. */
export const signer = () => load("signer");

/** The module that knows PDF and XML as well. */
export const documents = () => load("documents");

async function load(name) {
  const module = await import(pathToFileURL(join(new URL(".", WASM).pathname, `${name}.js`)).href);
  module.initSync({ module: readFileSync(new URL(`${name}_bg.wasm`, WASM)) });
  return module;
}

const SAMPLES = new URL("../../../shared/samples/gost-vectors/", import.meta.url);

/** What vectors.mjs takes from outside of the repository; empty where the samples are not. */
export function standards() {
  if (!existsSync(SAMPLES)) return { certificates: [], containers: [] };
  const text = (name) => readFileSync(new URL(name, SAMPLES), "utf8");
  const certificates = Object.entries(JSON.parse(text("x509-tc26.json")))
    .filter(([name]) => name.startsWith("cert"))
    .map(([name, base64]) => ({ name: `TC 26, ${name}`, base64 }));
  const password = "Пароль для PFX";
  const containers = [
    { name: "R 50.1.112, appendix A", base64: text("pfx_r50.1.112.b64"), password },
    { name: "TC 26, the example container", base64: JSON.parse(text("pfx-tc26.json"))["pfx_raw@42"], password },
  ];
  return { certificates, containers };
}

export function random(length = 32) {
  return crypto.getRandomValues(new Uint8Array(length));
}
