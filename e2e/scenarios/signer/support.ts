// What the scenarios of the signer share: made-up keys, the panel, and a watch over the network.
import { type BrowserContext, type Page, expect } from '@playwright/test';
// Keys are made by OpenSSL, which knows nothing of our code.
import { Authority } from '../../../frontend/tests/gost.mjs';

export { Authority, random, signer } from '../../../frontend/tests/gost.mjs';

export const PASSWORD = 'Секрет-Котовой-2026!';

export interface Person {
  file: Buffer;
  certificate: Buffer;
  password: string;
}

/** One authority for the tests of a file. */
export function people(): { of: (name: string, options?: object) => Person; authority: () => Authority; gone: () => void } {
  let made: Authority | undefined;
  const authority = () => (made ??= new Authority());
  return {
    authority,
    of: (name, options = {}) => authority().person(name, { password: PASSWORD, ...options }) as Person,
    gone: () => made?.remove(),
  };
}

/** Chooses a key file in the panel and types its password. */
export async function giveKey(page: Page, person: Person, password = person.password) {
  const panel = page.locator('[data-signing]');
  await panel.getByLabel('Файл ключа', { exact: true }).last().setInputFiles({
    name: 'kotova.p12',
    mimeType: 'application/x-pkcs12',
    buffer: person.file,
  });
  await panel.getByLabel('Пароль файла ключа').fill(password);
}

export function signButton(page: Page) {
  return page.locator('[data-signing]').getByRole('button', { name: 'Подписать и проверить' });
}

/** The signature that a page posted last. */
export function lastSignature(watch: Watch): Buffer {
  const sent = watch.requests.findLast((one) => one.method === 'POST');
  expect(sent, 'a form was posted').toBeTruthy();
  const fields = new URLSearchParams(sent!.body.toString('utf8'));
  return Buffer.from(fields.get('signature') ?? '', 'base64');
}

interface Sent {
  method: string;
  url: string;
  headers: string;
  body: Buffer;
}

export interface Watch {
  requests: Sent[];
}

/** Writes down every request of every page and worker of a window. */
export function watch(context: BrowserContext): Watch {
  const requests: Sent[] = [];
  context.on('request', (request) => {
    requests.push({
      method: request.method(),
      url: request.url(),
      headers: JSON.stringify(request.headers()),
      body: request.postDataBuffer() ?? Buffer.alloc(0),
    });
  });
  return { requests };
}

/** Where a secret is found in what was sent, in any of the usual disguises; empty when nowhere. */
export function leaks(watch: Watch, secrets: { name: string; bytes: Buffer; part?: number }[]): string[] {
  const found: string[] = [];
  for (const sent of watch.requests) {
    const shapes = disguises(sent);
    for (const { name, bytes, part } of secrets) {
      const length = Math.min(part ?? bytes.length, bytes.length);
      const windows = new Set<string>();
      for (let from = 0; from + length <= bytes.length; from += 1) windows.add(bytes.toString('latin1', from, from + length));
      for (const shape of shapes) {
        if (holds(shape, windows, length)) found.push(`${name} in ${sent.method} ${sent.url}`);
      }
    }
  }
  return found;
}

function holds(text: string, windows: Set<string>, length: number): boolean {
  for (let from = 0; from + length <= text.length; from += 1) {
    if (windows.has(text.slice(from, from + length))) return true;
  }
  return false;
}

/** A request as it is, and with URL encoding, Base64 and hexadecimal taken off. */
function disguises({ url, headers, body }: Sent): string[] {
  const shapes: string[] = [];
  for (const text of [url, headers, body.toString('latin1')]) {
    shapes.push(text);
    const plain = unescape(text.replaceAll('+', ' '));
    shapes.push(plain);
    for (const run of unescape(text).match(/[A-Za-z0-9+/_-]{16,}={0,2}/g) ?? []) {
      // Base64 may begin in the middle of what was encoded.
      for (const skip of [0, 1, 2, 3]) {
        shapes.push(Buffer.from(run.slice(skip).replaceAll('-', '+').replaceAll('_', '/'), 'base64').toString('latin1'));
      }
    }
    for (const run of text.match(/(?:[0-9a-fA-F]{2}){12,}/g) ?? []) shapes.push(Buffer.from(run, 'hex').toString('latin1'));
  }
  return shapes;
}

/** A password as it may be written on the wire. */
export function asBytes(text: string): { name: string; bytes: Buffer }[] {
  return [
    { name: 'the password in UTF-8', bytes: Buffer.from(text, 'utf8') },
    { name: 'the password in UTF-16LE', bytes: Buffer.from(text, 'utf16le') },
    { name: 'the password in UTF-16BE', bytes: Buffer.from(text, 'utf16le').swap16() },
  ];
}
