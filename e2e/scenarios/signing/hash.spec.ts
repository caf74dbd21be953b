// «Хеш и подпись»: the file stays on the computer, its hash is made in the page and is enough.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { press } from '../../support/people';
import { leaks, people, signer, random, watch } from '../signer/support';
import { sign } from './support';

const made = people();
test.afterAll(() => made.gone());

/** Larger than the pieces in which it is hashed. */
const CONTENT = randomBytes(9 * 1024 * 1024);
const FILE = { name: 'Большой чертёж.dwg', mimeType: 'application/octet-stream', buffer: CONTENT };

async function signFile(page: Page): Promise<Buffer> {
  await page.goto('/sign-file');
  await page.getByLabel('Документ', { exact: true }).setInputFiles(FILE);
  await sign(page, 'kotova');
  const link = page.locator('[data-signing-result]');
  await expect(link).toBeFocused();
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return readFileSync(await download.path());
}

async function check(page: Page, signature: Buffer) {
  await page.getByLabel('Файл подписи').setInputFiles({ name: 'подпись.sig', mimeType: 'application/octet-stream', buffer: signature });
  await press(page, 'Проверить').click();
}

test('a signature is checked by the hash of its file, and the file is not sent', { tag: '@mobile' }, async ({ page, context }) => {
  const signature = await signFile(page);
  const seen = watch(context);
  await page.goto('/verify?way=hash');
  await page.getByLabel('Файл, который подписан').setInputFiles(FILE);
  const field = page.getByLabel('Хеш файла');
  await expect(field).toHaveValue(/^[0-9a-f]{64}$/);
  await look(page, 'verify-hash-made');
  const hash = await field.inputValue();
  await check(page, signature);
  await expect(page.getByText('Подпись верна')).toBeVisible();
  await look(page, 'verify-hash-good');
  // No twenty bytes of the file have left the computer.
  expect(leaks(seen, [{ name: 'a part of the file', bytes: CONTENT.subarray(5_000_000, 5_000_400), part: 20 }])).toEqual([]);

  // Another hash function is another number, and the page makes it anew.
  await page.goto('/verify?way=hash');
  await page.getByLabel('Файл, который подписан').setInputFiles(FILE);
  await expect(field).toHaveValue(hash);
  await page.getByLabel('Алгоритм хеша').selectOption('sha-256');
  await expect(field).not.toHaveValue(hash);
  await expect(field).toHaveValue(/^[0-9a-f]{64}$/);
});

test('a hash of another file is a wrong signature, and what is no hash is said at its field', { tag: '@nojs' }, async ({ page }) => {
  const module = await signer();
  const person = made.of('hash');
  const keys = new module.Keys(person.file, person.password);
  const signature = Buffer.from(keys.sign(0, CONTENT, false, Date.now(), random()));
  await page.goto('/verify?way=hash');
  await page.getByLabel('Хеш файла').fill('не хеш');
  await check(page, signature);
  await expect(page.locator('#error-summary')).toContainText('Это не хеш');
  await look(page, 'verify-hash-refused');
  await page.getByLabel('Хеш файла').fill('00'.repeat(32));
  await check(page, signature);
  await expect(page.getByText('Подпись неверна')).toBeVisible();
  await look(page, 'verify-hash-bad');
});
