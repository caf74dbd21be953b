// The very WebAssembly that browsers get, in Node: vectors of the standards, and OpenSSL both ways.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Authority, documents, random, signer, standards } from "./gost.mjs";
import { vectors } from "./vectors.mjs";

const CONTENT = Buffer.from("Прошу выдать лицензию.\n");

let wasm;
let authority;
before(async () => {
  wasm = await signer();
  authority = new Authority();
});
after(() => authority?.remove());

function code(work) {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

test("SHA-256 gives the number of FIPS 180-4, and nothing else is a hash here", () => {
  const hasher = new wasm.Hasher("sha-256");
  hasher.update(Buffer.from("abc"));
  assert.equal(hasher.finish(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert.equal(code(() => new wasm.Hasher("md5")), "SGN-008");
});

test("every number of the standards comes out", async (t) => {
  const samples = standards();
  if (samples.containers.length === 0) await t.test("the containers and certificates of TC 26", { skip: "no ../shared/samples" });
  for (const { name, check } of vectors(wasm, samples)) await t.test(name, check);
});

for (const [bits, set, cipher] of [
  [256, "A", "gost89"],
  [256, "TCA", "kuznyechik-ctr-acpkm"],
  [512, "A", "magma-ctr-acpkm"],
  [512, "C", "aes-256-cbc"],
]) {
  test(`a key of ${bits} bits, ${set}, under ${cipher}: what we sign, OpenSSL verifies`, () => {
    const name = `key-${bits}-${set}`;
    const person = authority.person(name, { bits, set, cipher });
    const keys = new wasm.Keys(person.file, person.password);
    const about = keys.describe(0);
    assert.equal(about.surname, "Котова");
    assert.equal(about.given_name, "Анна Сергеевна");
    assert.equal(about.organization, "ООО «Северный луч»");
    assert.equal(about.issuer, "Учебный центр");
    assert.ok(about.not_after > Date.now() && about.not_before <= Date.now());

    const attached = keys.sign(0, CONTENT, true, Date.now(), random());
    assert.deepEqual(authority.verify(attached), CONTENT);
    const detached = keys.sign(0, CONTENT, false, Date.now(), random());
    assert.deepEqual(authority.verify(detached, CONTENT), CONTENT);
    assert.ok(detached.length < attached.length);
    // A changed byte of the content is noticed.
    const spoiled = Buffer.from(CONTENT);
    spoiled[0] ^= 1;
    assert.throws(() => authority.verify(detached, spoiled));
    assert.equal(code(() => keys.sign(1, CONTENT, true, Date.now(), random())), "SGN-003");
    assert.equal(code(() => keys.sign(0, CONTENT, true, Number.NaN, random())), "SGN-009");
    assert.equal(code(() => keys.sign(0, CONTENT, true, Date.now(), random(31))), "SGN-004");
    keys.free();
  });
}

test("a wrong password, a file that is no container and an empty file are told apart", () => {
  const person = authority.person("wrong", {});
  assert.equal(code(() => new wasm.Keys(person.file, "не тот")), "SIG-103");
  assert.equal(code(() => new wasm.Keys(Buffer.from("картинка"), "x")), "SIG-101");
  assert.equal(code(() => new wasm.Keys(new Uint8Array(), "x")), "SIG-101");
  const broken = Buffer.from(person.file);
  broken[broken.length >> 1] ^= 0xff;
  assert.match(code(() => new wasm.Keys(broken, person.password)), /^SIG-1\d\d$/);
});

test("a key without a certificate says so, takes its own and no other", () => {
  const person = authority.person("bare", {});
  const other = authority.person("other", {});
  const keys = new wasm.Keys(authority.bareKey("bare", "пароль"), "пароль");
  assert.equal(code(() => keys.sign(0, CONTENT, true, Date.now(), random())), "SGN-001");
  assert.equal(code(() => keys.addCertificate(other.certificate)), "SGN-002");
  assert.equal(code(() => keys.addCertificate(Buffer.from("сертификат"))), "SGN-005");
  keys.addCertificate(person.certificate);
  assert.deepEqual(authority.verify(keys.sign(0, CONTENT, true, Date.now(), random())), CONTENT);
});

test("a new key makes a request that OpenSSL accepts, and a file that opens again", () => {
  for (const bits of [256, 512]) {
    const request = new wasm.Request();
    request.field("country", "RU");
    request.field("common_name", "Новиков Пётр Ильич");
    request.field("inn", "780000000000");
    const made = request.make(bits, "долгий пароль", random(4096));
    const said = authority.request(made.request);
    assert.match(said, /Новиков Пётр Ильич/);
    assert.match(said, /780000000000/);
    const keys = new wasm.Keys(made.keyFile, "долгий пароль");
    assert.equal(code(() => keys.describe(0)), "SGN-001");
    assert.equal(code(() => request.make(bits, "коротко", random(4096))), "SGN-006");
  }
});

test("the module with PDF and XML signs both, with a key at hand and for one that is elsewhere", async () => {
  const module = await documents();
  const person = authority.person("documents", {});
  const keys = new module.Keys(person.file, person.password);
  const xml = Buffer.from("<a><b>100</b></a>");
  const signed = Buffer.from(keys.signDocument(0, "xml", xml, Date.now(), random())).toString();
  assert.match(signed, /^<a><b>100<\/b><ds:Signature /);
  assert.match(signed, /<\/ds:Signature><\/a>$/);
  assert.equal(code(() => keys.signDocument(0, "xml", Buffer.from(signed), Date.now(), random())), "SGN-014");
  assert.equal(code(() => keys.signDocument(0, "pdf", xml, Date.now(), random())), "SGN-010");
  assert.equal(code(() => keys.signDocument(0, "docx", xml, Date.now(), random())), "SGN-008");

  // OpenSSL signs the message, and hands the value out in the reverse of a document's order.
  const prepare = () => new module.PreparedDocument("xml", xml, person.certificate, Date.now());
  const prepared = prepare();
  assert.equal(prepared.bits(), 256);
  const value = Buffer.from(authority.signRaw("documents", 256, prepared.message())).reverse();
  assert.match(Buffer.from(prepared.finish(value)).toString(), /<ds:SignatureValue /);
  assert.equal(code(() => prepare().finish(value.subarray(1))), "SGN-004");
  // What the other module does, it does as well.
  assert.deepEqual(authority.verify(keys.sign(0, CONTENT, true, Date.now(), random())), CONTENT);
});
