// One-time codes by RFC 6238, as a phone's app would show them: SHA-1, 6 digits, 30 seconds.
import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code for a base32 secret (spaces and lower case as shown on the page are fine). */
export function totp(secret: string, at = Date.now(), digits = 6): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac('sha1', base32(secret)).update(counter).digest();
  // RFC 4226, 5.3: the low four bits of the last byte say where the number begins.
  const offset = hash[hash.length - 1]! & 0x0f;
  const number = hash.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/**
 * The code of half a minute ago, which a server takes too, so that the current one is left for what
 * comes next. Near the end of a step it waits for the next one: a code two steps old is refused.
 */
export async function previousTotp(secret: string): Promise<string> {
  const rest = 30_000 - (Date.now() % 30_000);
  if (rest < 12_000) await new Promise((resolve) => setTimeout(resolve, rest + 100));
  return totp(secret, Date.now() - 30_000);
}

function base32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const letter of text.toUpperCase().replace(/[\s=-]/g, '')) {
    const index = ALPHABET.indexOf(letter);
    if (index < 0) throw new Error(`not base32: ${letter}`);
    value = ((value << 5) | index) & 0xffff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >>> bits) & 0xff);
    }
  }
  return Buffer.from(bytes);
}
