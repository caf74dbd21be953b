// The machinery of the browser tests, tried on a tiny server instead of the product.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { disguised, jpg, pdf, png } from '../support/files';
import { expect, test } from '../support/fixtures';
import { look, violations } from '../support/look';
import { linkFromMail } from '../support/mail';
import { startPostgres } from '../support/postgres';
import { Server } from '../support/server';
import { totp } from '../support/totp';

const tiny = (port: number) => ({
  program: process.execPath,
  args: [join(import.meta.dirname, 'tiny-server.mjs'), String(port)],
});
test.use({ serverSettings: { command: tiny, name: 'selftest' } });

test('a good page passes the look at both widths', { tag: ['@mobile', '@nojs'] }, async ({ page }) => {
  await page.goto('/');
  await look(page, 'selftest');
});

test('a picture without a text is a violation, named by its element', { tag: '@nojs' }, async ({ page }) => {
  await page.goto('/bad');
  const found = await violations(page);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^image-alt \(critical\) img: /);
  expect(await violations(page, { without: ['image-alt'] })).toEqual([]);
});

test('scripts are off for every person of the project without scripts', { tag: '@nojs' }, async ({ page, person }) => {
  const expected = test.info().project.name === 'nojs' ? 'сервер' : 'скрипт';
  for (const someone of [page, await person('второй')]) {
    await someone.goto('/');
    await expect(someone.locator('#who')).toHaveText(expected);
  }
});

test('scripts stay off after axe has looked', { tag: '@nojs-only' }, async ({ page }) => {
  await page.goto('/');
  expect(await violations(page)).toEqual([]);
  await page.reload();
  await expect(page.locator('#who')).toHaveText('сервер');
});

test('a script error is heard in every window', async ({ person, complaints }) => {
  const page = await person('Анна');
  await page.goto('/script');
  await expect.poll(() => complaints.length).toBe(1);
  expect(complaints.pop()).toMatch(/Анна: .*nowhere is not defined/);
});

test('a refusal by the server is not a complaint', async ({ page }) => {
  const answer = await page.goto('/missing');
  expect(answer?.status()).toBe(404);
});

test('the link of a mail is found', { tag: '@nojs' }, async ({ page }) => {
  const link = await linkFromMail(page, 'ivan@romashka.example', 'Подтвердите', /confirm/);
  expect(link).toBe('http://localhost/confirm/abc');
});

test('a killed server comes back on the same port and data', async () => {
  const server = await Server.start({ command: tiny, name: 'selftest-kill' });
  await server.kill();
  await expect(fetch(server.url)).rejects.toThrow();
  await server.restart();
  expect((await fetch(server.url)).status).toBe(200);
  await server.stop();
});

test('a server that ends at once is reported with its last words', async () => {
  const broken = () => ({ program: process.execPath, args: ['-e', 'console.error("no such port"); process.exit(3)'] });
  await expect(Server.start({ command: broken, name: 'selftest-broken' })).rejects.toThrow(/no such port/);
  const nowhere = () => ({ program: '/nowhere/kabinet', args: [] });
  await expect(Server.start({ command: nowhere, name: 'selftest-missing' })).rejects.toThrow(/ENOENT/);
});

test('one-time codes are those of RFC 6238, appendix B', () => {
  const secret = 'GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ';
  expect(totp(secret, 59_000, 8)).toBe('94287082');
  expect(totp(secret, 1_111_111_109_000, 8)).toBe('07081804');
  expect(totp(secret, 20_000_000_000_000, 8)).toBe('65353130');
});

test('made-up pictures are pictures', async ({ page }) => {
  await page.goto('/');
  for (const file of [png(), jpg(), jpg('x', 17, 9)]) {
    const size = await page.evaluate(async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    }, `data:${file.mimeType};base64,${file.buffer.toString('base64')}`);
    expect(size).toEqual(file.name === 'x' ? [17, 9] : [64, 48]);
  }
  expect(disguised(png(), 'a.pdf', 'application/pdf').buffer.subarray(1, 4).toString()).toBe('PNG');
});

test('a made-up PDF is a PDF', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'kabinet-pdf-')), 'a.pdf');
  writeFileSync(path, pdf('a.pdf', 'Made up (really)').buffer);
  const text = execFileSync('pdftotext', [path, '-'], { stdio: 'pipe' }).toString();
  expect(text.trim()).toBe('Made up (really)');
});

test('PostgreSQL of our own starts with fsync and leaves nothing behind', async () => {
  const postgres = await startPostgres();
  const fsync = execFileSync('psql', [postgres.url, '-Atc', 'show fsync']).toString().trim();
  expect(fsync).toBe('on');
  await postgres.stop();
  expect(() => execFileSync('psql', [postgres.url, '-c', 'select 1'], { stdio: 'pipe' })).toThrow();
});
