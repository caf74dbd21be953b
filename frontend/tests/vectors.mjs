// Numbers of the standards for the browser's signer. Runs in Node and in a browser alike, so it imports
// nothing: signer.test.mjs gives it the module in Node, e2e/scenarios/signer/vectors.spec.ts in Chromium.

/** RFC 6986, section 10: message, Streebog-512, Streebog-256. Bytes in the order in which they are hashed. */
const HASHES = [
  {
    name: "example 1",
    message: "303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132",
    long: "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48",
    short: "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500",
  },
  {
    name: "example 2",
    message: "d1e520e2e5f2f0e82c20d1f2f0e8e1eee6e820e2edf3f6e82c20e2e5fef2fa20f120eceef0ff20f1f2f0e5ebe0ece820ede020f5f0e0e1f0fbff20efebfaeafb20c8e3eef0e5e2fb",
    long: "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28",
    short: "9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50",
  },
];

/** RFC 9215, appendix D: a certificate, a request and a revocation list, each signed with the certificate's key. */
const STRUCTURES = [
  {
    name: "appendix D.1, the 256-bit example of the standard",
    certificate:
      "MIIBLTCB26ADAgECAgEKMAoGCCqFAwcBAQMCMBIxEDAOBgNVBAMTB0V4YW1wbGUwIBcNMDEwMTAxMDAwMDAwWhgPMjA1MDEyMzEwMDAwMDBa" +
      "MBIxEDAOBgNVBAMTB0V4YW1wbGUwZjAfBggqhQMHAQEBATATBgcqhQMCAiMABggqhQMHAQECAgNDAARAC9hv5djbiWaPeJtOHbqFhcVQi0Xs" +
      "W1nYkG3bcOJJK3/ad/+HGhD73ydm0pPF0WSvuzx7lzpByIXRHXDWibTxJqMTMBEwDwYDVR0TAQH/BAUwAwEB/zAKBggqhQMHAQEDAgNBAE1T" +
      "8BL+CBd2UH1Nm7gfAO/bTu/Uq4O6xLrPc1Fzz6gcQaoo0vGrFIKAzZ7Vb+2kGXQFNVSkJ2e4OtBD/TncBJM=",
    request:
      "MIHTMIGBAgEAMBIxEDAOBgNVBAMTB0V4YW1wbGUwZjAfBggqhQMHAQEBATATBgcqhQMCAiMABggqhQMHAQECAgNDAARAC9hv5djbiWaPeJtO" +
      "HbqFhcVQi0XsW1nYkG3bcOJJK3/ad/+HGhD73ydm0pPF0WSvuzx7lzpByIXRHXDWibTxJqAAMAoGCCqFAwcBAQMCA0EAaqqzjjXUqqUXlAMB" +
      "eZEi2FVIT1efTLuW1jzf3zrMQypBqijS8asUgoDNntVv7aQZdAU1VKQnZ7g60EP9OdwEkw==",
    list:
      "MIGSMEECAQEwCgYIKoUDBwEBAwIwEjEQMA4GA1UEAxMHRXhhbXBsZRcNMTQwMTAxMDAwMDAwWhcNMTQwMTAyMDAwMDAwWjAKBggqhQMHAQED" +
      "AgNBAEK/OSoU0+vpV68+RstQv19CIaADrT0XJ1PJSpw3ox0gQaoo0vGrFIKAzZ7Vb+2kGXQFNVSkJ2e4OtBD/TncBJM=",
  },
  {
    name: "appendix D.2, TC26-256-A",
    certificate:
      "MIIBJTCB06ADAgECAgEKMAoGCCqFAwcBAQMCMBIxEDAOBgNVBAMTB0V4YW1wbGUwIBcNMDEwMTAxMDAwMDAwWhgPMjA1MDEyMzEwMDAwMDBa" +
      "MBIxEDAOBgNVBAMTB0V4YW1wbGUwXjAXBggqhQMHAQEBATALBgkqhQMHAQIBAQEDQwAEQHQnldS+6ITd8oUP7APqP68YROAdnaYLZFCTpV4m" +
      "38OZePWWz01NDGzx0YlD2UST0WuewKFtUS0uEnzEaRpjGOKjEzARMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoUDBwEBAwIDQQAUC02pEksJyw1c" +
      "6Sjuh0JzoxASlJLsDik2njt5EkhXjB0OHaW+NHxvG1JWx66sIArWSsd6b1s6DglzGOeubudp",
    request:
      "MIHKMHkCAQAwEjEQMA4GA1UEAxMHRXhhbXBsZTBeMBcGCCqFAwcBAQEBMAsGCSqFAwcBAgEBAQNDAARAdCeV1L7ohN3yhQ/sA+o/rxhE4B2d" +
      "pgtkUJOlXibfw5l49ZbPTU0MbPHRiUPZRJPRa57AoW1RLS4SfMRpGmMY4qAAMAoGCCqFAwcBAQMCA0EAG9wqExdnm2YjL2PqFv98ZMyqua2F" +
      "X8bhgJFmHbedSBIdDh2lvjR8bxtSVseurCAK1krHem9bOg4Jcxjnrm7naQ==",
    list:
      "MIGSMEECAQEwCgYIKoUDBwEBAwIwEjEQMA4GA1UEAxMHRXhhbXBsZRcNMTQwMTAxMDAwMDAwWhcNMTQwMTAyMDAwMDAwWjAKBggqhQMHAQED" +
      "AgNBABS9aAh8O5A8eqKLB/6y571v4JY/VjJnNZ9c2Oq0UFmtHQ4dpb40fG8bUlbHrqwgCtZKx3pvWzoOCXMY565u52k=",
  },
  {
    name: "appendix D.3, the 512-bit example of the standard",
    certificate:
      "MIIBqjCCARagAwIBAgIBCzAKBggqhQMHAQEDAzASMRAwDgYDVQQDEwdFeGFtcGxlMCAXDTAxMDEwMTAwMDAwMFoYDzIwNTAxMjMxMDAwMDAw" +
      "WjASMRAwDgYDVQQDEwdFeGFtcGxlMIGgMBcGCCqFAwcBAQECMAsGCSqFAwcBAgECAAOBhAAEgYDh7zDVLGEz3dmdHVxBRVz3302LTJJbvGmv" +
      "FDPRVlhRWt0hRoUMMlxbgcEzvmVaqMTUQOe5io1ZSHsMdpa8xV0R7L53NqnsNX/y/TmTH04RTLjNo1knCsfw5/9D2UGUGeph/Sq3f12fY1I9" +
      "O1CgT2PioM9Rt8E63CFWDwvUDMnHN6MTMBEwDwYDVR0TAQH/BAUwAwEB/zAKBggqhQMHAQEDAwOBgQBBVwPYkvGl8/aMQ1MYmn7iB7gLVjHv" +
      "nUlSmk1rVCws+hWqLqzxH0cP3n2VSFaQPDX9j5Ve8wDZXHdTSnJKDu5wL4b6YKCBCRoj3XleHjxonuUSo8gu4NzCZDx47qj8rNNUklWEhrIP" +
      "HJ7Bl8kGmYUCYMk7y82cXDMX4ZNE4XOuNg==",
    request:
      "MIIBTzCBvAIBADASMRAwDgYDVQQDEwdFeGFtcGxlMIGgMBcGCCqFAwcBAQECMAsGCSqFAwcBAgECAAOBhAAEgYDh7zDVLGEz3dmdHVxBRVz3" +
      "302LTJJbvGmvFDPRVlhRWt0hRoUMMlxbgcEzvmVaqMTUQOe5io1ZSHsMdpa8xV0R7L53NqnsNX/y/TmTH04RTLjNo1knCsfw5/9D2UGUGeph" +
      "/Sq3f12fY1I9O1CgT2PioM9Rt8E63CFWDwvUDMnHN6AAMAoGCCqFAwcBAQMDA4GBAEM7HWzkClHx5XN+sWqixoOCmkBbnZEn4hJg/J1qwF2H" +
      "vyTibEUnilwhkqdbqUmTq9YHTn/xvwP9L1OXr6HZRVgvhvpgoIEJGiPdeV4ePGie5RKjyC7g3MJkPHjuqPys01SSVYSGsg8cnsGXyQaZhQJg" +
      "yTvLzZxcMxfhk0Thc642",
    list:
      "MIHTMEECAQEwCgYIKoUDBwEBAwMwEjEQMA4GA1UEAxMHRXhhbXBsZRcNMTQwMTAxMDAwMDAwWhcNMTQwMTAyMDAwMDAwWjAKBggqhQMHAQED" +
      "AwOBgQA6E/t67NtVYO72E3z8XdZGkXMuv7NpCh/Ax+ik7uoIMH1kjU3AmGxGqHs/vkx69C6jQ1nHlZVMo5/zq77ZBR9NL4b6YKCBCRoj3Xle" +
      "HjxonuUSo8gu4NzCZDx47qj8rNNUklWEhrIPHJ7Bl8kGmYUCYMk7y82cXDMX4ZNE4XOuNg==",
  },
];

/**
 * RFC 7091, section 7: the digest e and the signature, as the standard prints them, most significant digit first. The
 * keys are those of the certificates above.
 */
const SIGNATURES = [
  {
    name: "section 7.1",
    keyOf: 0,
    digest: "2dfbc1b372d89a1188c09c52e0eec61fce52032ab1022e8e67ece6672b043ee5",
    s: "01456c64ba4642a1653c235a98a60249bcd6d3f746b631df928014f6c5bf9c40",
    r: "41aa28d2f1ab148280cd9ed56feda41974053554a42767b83ad043fd39dc0493",
  },
  {
    name: "section 7.2",
    keyOf: 2,
    digest: "3754f3cfacc9e0615c4f4a7c4d8dab531b09b6f9c170c533a71d147035b0c5917184ee536593f4414339976c647c5d5a407adedb1d560c4fc6777d2972075b8c",
    s: "1081b394696ffe8e6585e7a9362d26b6325f56778aadbc081c0bfbe933d52ff5823ce288e8c4f362526080df7f70ce406a6eeb1f56919cb92a9853bde73e5b4a",
    r: "2f86fa60a081091a23dd795e1e3c689ee512a3c82ee0dcc2643c78eea8fcacd35492558486b20f1c9ec197c90699850260c93bcbcd9c5c3317e19344e173ae36",
  },
];

/**
 * Every vector as a name and a check that throws. `samples` are those that the repository does not have: `certificates`
 * and `containers`, each with a name and Base64, containers with a password too.
 */
export function vectors(wasm, samples = {}) {
  const list = [];
  const add = (name, check) => list.push({ name, check });
  for (const { name, message, long, short } of HASHES) {
    add(`RFC 6986, ${name}: whole and in pieces`, () => {
      const bytes = fromHex(message);
      for (const cut of [0, 1, 31, 63]) {
        same(hashOf(wasm, "streebog-512", bytes, cut), long);
        same(hashOf(wasm, "streebog-256", bytes, cut), short);
      }
    });
  }
  for (const { name, keyOf, digest, s, r } of SIGNATURES) {
    add(`RFC 7091, ${name}: the signature is good and a changed one is not`, () => {
      const key = keyInfo(fromBase64(STRUCTURES[keyOf].certificate));
      const e = fromHex(digest).reverse();
      goodAndNothingElse(wasm, key, e, fromHex(s + r));
      same(wasm.isGood(key, e, fromHex(r + s)), false);
    });
  }
  for (const { name, certificate, request, list: crl } of STRUCTURES) {
    add(`RFC 9215, ${name}: certificate, request and list are signed with its key`, () => {
      const key = keyInfo(fromBase64(certificate));
      for (const structure of [certificate, request, crl]) signedWith(wasm, key, fromBase64(structure));
      const about = wasm.describeCertificate(fromBase64(certificate));
      same(about.name, "Example");
      about.free();
    });
  }
  for (const { name, base64 } of samples.certificates ?? []) {
    add(`${name}: the certificate is signed with its own key`, () => {
      const der = fromBase64(base64);
      signedWith(wasm, keyInfo(der), der);
    });
  }
  for (const { name, base64, password } of samples.containers ?? []) {
    add(`${name}: the container opens with its password and no other, and its key signs`, () => {
      const keys = new wasm.Keys(fromBase64(base64), password);
      same(keys.count(), 1);
      const about = keys.describe(0);
      const made = keys.sign(0, new Uint8Array([1, 2, 3]), true, about.not_before + 1000, new Uint8Array(32));
      // What is not good for the certificate's key is refused by the signer itself.
      same(made.length > 500, true);
      about.free();
      keys.free();
      same(refusal(() => new wasm.Keys(fromBase64(base64), `${password} `)), "SIG-103");
    });
  }
  return list;
}

function hashOf(wasm, algorithm, bytes, cut = 0) {
  const hasher = new wasm.Hasher(algorithm);
  hasher.update(bytes.subarray(0, cut));
  hasher.update(bytes.subarray(cut));
  return hasher.finish();
}

/** A structure of content, algorithm and signature, whose content this key has signed. */
function signedWith(wasm, key, der) {
  const [content, , bits] = children(der);
  // The first byte of a BIT STRING counts unused bits.
  const signature = inside(bits).subarray(1);
  const digest = fromHex(hashOf(wasm, signature.length === 64 ? "streebog-256" : "streebog-512", content));
  goodAndNothingElse(wasm, key, digest, signature);
}

function goodAndNothingElse(wasm, key, digest, signature) {
  same(wasm.isGood(key, digest, signature), true);
  for (const at of [0, signature.length / 2, signature.length - 1]) {
    const spoiled = signature.slice();
    spoiled[at] ^= 1;
    same(wasm.isGood(key, digest, spoiled), false);
  }
  const other = digest.slice();
  other[0] ^= 1;
  same(wasm.isGood(key, other, signature), false);
  same(wasm.isGood(key, digest, new Uint8Array(signature.length)), false);
  same(wasm.isGood(key, digest, signature.subarray(1)), false);
  // A point that is none.
  const off = key.slice();
  off[off.length - 1] ^= 1;
  same(refusal(() => wasm.isGood(off, digest, signature)), "SGN-008");
}

/** `SubjectPublicKeyInfo`: the sequence after the subject. */
function keyInfo(certificate) {
  const [content] = children(certificate);
  const fields = children(content);
  // Version in [0], serial number, algorithm, issuer, validity, subject.
  return fields[6];
}

/** The parts of a DER structure, each with its header. */
function children(der) {
  const parts = [];
  for (let rest = inside(der); rest.length > 0; ) {
    const { end } = header(rest);
    parts.push(rest.subarray(0, end));
    rest = rest.subarray(end);
  }
  return parts;
}

function inside(der) {
  const { start, end } = header(der);
  return der.subarray(start, end);
}

function header(der) {
  if (der[1] < 0x80) return { start: 2, end: 2 + der[1] };
  const count = der[1] & 0x7f;
  const length = der.subarray(2, 2 + count).reduce((sum, byte) => 256 * sum + byte, 0);
  return { start: 2 + count, end: 2 + count + length };
}

function fromHex(digits) {
  return Uint8Array.from(digits.match(/../g), (byte) => Number.parseInt(byte, 16));
}

function fromBase64(text) {
  return Uint8Array.from(atob(text.replace(/\s/g, "")), (letter) => letter.charCodeAt(0));
}

function refusal(work) {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

function same(found, expected) {
  if (found !== expected) throw new Error(`${found} instead of ${expected}`);
}
