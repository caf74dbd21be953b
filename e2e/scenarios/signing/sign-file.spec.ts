// «Подписать файл»: PDF, XML and any other file, in every form, and what is made passes `kabinet verify`
// and the page that checks signatures. Nothing is sent.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../../support/fixtures';
import { type Upload, docx, pdf } from '../../support/files';
import { look } from '../../support/look';
import { press } from '../../support/people';
import { watch } from '../signer/support';
import { sign } from './support';

const XML: Upload = {
  name: 'Отчёт.xml',
  mimeType: 'application/xml',
  buffer: Buffer.from('<?xml version="1.0" encoding="UTF-8"?>\n<Отчёт год="2026"><Сумма>100</Сумма></Отчёт>\n'),
};

interface Case {
  document: Upload;
  /** What the panel proposes for it. */
  usual: RegExp;
  chosen: RegExp;
  saved: string;
  format: string;
  isDetached: boolean;
}

const INSIDE_PDF = /Подпись внутри PDF/;
const INSIDE_XML = /Подпись внутри XML/;
const DETACHED = /Отдельный файл подписи/;
const ATTACHED = /Документ вместе с подписью/;

const CASES: Case[] = [
  { document: pdf('Договор.pdf'), usual: INSIDE_PDF, chosen: INSIDE_PDF, saved: 'Договор (подписан).pdf', format: 'PAdES-BES', isDetached: false },
  { document: pdf('Договор.pdf'), usual: INSIDE_PDF, chosen: DETACHED, saved: 'Договор.pdf.sig', format: 'CAdES-BES', isDetached: true },
  { document: XML, usual: INSIDE_XML, chosen: INSIDE_XML, saved: 'Отчёт (подписан).xml', format: 'XAdES-BES', isDetached: false },
  { document: XML, usual: INSIDE_XML, chosen: ATTACHED, saved: 'Отчёт.xml.p7m', format: 'CAdES-BES', isDetached: false },
  { document: docx('Письмо.docx'), usual: DETACHED, chosen: DETACHED, saved: 'Письмо.docx.sig', format: 'CAdES-BES', isDetached: true },
  { document: docx('Письмо.docx'), usual: DETACHED, chosen: ATTACHED, saved: 'Письмо.docx.p7m', format: 'CAdES-BES', isDetached: false },
];

const chooseDocument = (page: Page, document: Upload) => page.getByLabel('Документ', { exact: true }).setInputFiles(document);

/** Presses the link that holds what was made. */
async function save(page: Page): Promise<{ name: string; bytes: Buffer }> {
  const link = page.locator('[data-signing-result]');
  await expect(link).toBeVisible();
  await expect(link).toBeFocused();
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

for (const { document, usual, chosen, saved, format, isDetached } of CASES) {
  test(`${saved} is made in the page and passes both checks`, async ({ page, context, server }, info) => {
    await page.goto('/sign-file');
    await chooseDocument(page, document);
    await expect(page.getByRole('radio', { name: usual })).toBeChecked();
    await page.getByRole('radio', { name: chosen }).check();
    const seen = watch(context);
    await sign(page, 'kotova');
    const made = await save(page);
    expect(made.name).toBe(saved);
    expect(seen.requests.filter((one) => one.method !== 'GET')).toEqual([]);

    // On the command line, by whom the demo trusts.
    const files = [made, ...(isDetached ? [{ name: document.name, bytes: document.buffer }] : [])];
    for (const { name, bytes } of files) writeFileSync(info.outputPath(name), bytes);
    const own = info.outputPath(made.name);
    const report = isDetached ? server.verify(info.outputPath(document.name), own) : server.verify(own);
    expect(report).toMatchObject({ indication: 'TOTAL_PASSED', signatures: [{ format, qualified: true }] });

    // And on the page, where anybody checks.
    await page.goto(isDetached ? '/verify?way=detached' : '/verify');
    if (isDetached) {
      await page.getByLabel('Файл, который подписан').setInputFiles(document);
      await page.getByLabel('Файл подписи').setInputFiles({ name: made.name, mimeType: '', buffer: made.bytes });
    } else {
      await page.getByLabel('Файл с подписью внутри').setInputFiles({ name: made.name, mimeType: '', buffer: made.bytes });
    }
    await press(page, 'Проверить').click();
    await expect(page.getByText('Подпись верна')).toBeVisible();
    await expect(page.getByRole('main')).toContainText('Котова Анна Сергеевна');
  });
}

test('a document is signed by two people, one after the other', async ({ page, server }, info) => {
  let document = pdf('Договор.pdf');
  for (const key of ['kotova', 'ermakova'] as const) {
    await page.goto('/sign-file');
    await chooseDocument(page, document);
    await sign(page, key);
    const made = await save(page);
    document = { ...document, name: made.name, buffer: made.bytes };
  }
  writeFileSync(info.outputPath('both.pdf'), document.buffer);
  expect(server.verify(info.outputPath('both.pdf'))).toMatchObject({
    indication: 'TOTAL_PASSED',
    signatures: [{ format: 'PAdES-BES' }, { format: 'PAdES-BES' }],
  });
});

test('the page at work, at every step', { tag: '@mobile' }, async ({ page }) => {
  await page.goto('/sign-file');
  await look(page, 'sign-file');
  await chooseDocument(page, docx('Письмо.docx'));
  await expect(page.getByText('Документы Word, Excel')).toBeVisible();
  await look(page, 'sign-file-docx');
  await chooseDocument(page, XML);
  await expect(page.getByRole('radio', { name: INSIDE_XML })).toBeChecked();
  await expect(page.getByRole('radio', { name: INSIDE_PDF })).toBeHidden();
  await look(page, 'sign-file-xml');
  await chooseDocument(page, pdf('Договор.pdf'));
  await expect(page.getByRole('radio', { name: INSIDE_PDF })).toBeChecked();
  await expect(page.getByText('Документы Word, Excel')).toBeHidden();
  await sign(page, 'kotova');
  await expect(page.locator('[data-signing-result]')).toBeFocused();
  await expect(page.getByText('Подписано. Сохраните подписанный документ.')).toBeVisible();
  await look(page, 'sign-file-done');
  // Another document is another signature.
  await chooseDocument(page, XML);
  await expect(page.locator('[data-signing-result]')).toBeHidden();
});

test('what cannot hold a signature says why, and a file beside it can be made', async ({ page }) => {
  const whole = pdf('Договор.pdf').buffer;
  const encrypted = Buffer.from(whole.toString('latin1').replace('/Root 1 0 R', '/Root 1 0 R /Encrypt 5 0 R'), 'latin1');
  const signed = Buffer.from('<a><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature></a>');
  for (const [name, buffer, text, code] of [
    ['обрезан.pdf', whole.subarray(0, 200), 'файл повреждён или это не PDF', 'SGN-010'],
    ['закрыт.pdf', encrypted, 'PDF зашифрован', 'SGN-011'],
    ['ошибка.xml', Buffer.from('<a><b></a>'), 'в XML ошибка', 'SGN-013'],
    ['подписан.xml', signed, 'уже есть подпись', 'SGN-014'],
  ] as const) {
    await page.goto('/sign-file');
    await chooseDocument(page, { name, mimeType: '', buffer });
    await sign(page, 'kotova');
    const error = page.locator('#signing-own-error');
    await expect(error).toContainText(text);
    await expect(error).toContainText(code);
    await expect(page.getByLabel('Документ', { exact: true })).toBeFocused();
    if (code === 'SGN-010') await look(page, 'sign-file-refused');
    await page.getByRole('radio', { name: DETACHED }).check();
    await sign(page, 'kotova');
    expect((await save(page)).name).toBe(`${name}.sig`);
  }
});

test('everything is reached by the keyboard', async ({ page, server }) => {
  await page.goto('/sign-file');
  const document = page.getByLabel('Документ', { exact: true });
  await document.focus();
  await document.setInputFiles(pdf('Договор.pdf'));
  await page.keyboard.press('Tab');
  await expect(page.getByRole('radio', { name: INSIDE_PDF })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: DETACHED })).toBeChecked();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('radio', { name: INSIDE_PDF })).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('radio', { name: 'Файл ключа' })).toBeFocused();
  await page.keyboard.press('Tab');
  const key = page.locator('#signing-file');
  await expect(key).toBeFocused();
  await key.setInputFiles(join(server.dataDir, 'demo-ca/kotova.p12'));
  await page.keyboard.press('Tab');
  await page.keyboard.type('Klyuch-2026!');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-signing-result]')).toBeFocused();
});

test('without scripts the page says that signing needs them', { tag: '@nojs-only' }, async ({ page }) => {
  await page.goto('/sign-file');
  await expect(page.getByText('включите JavaScript в браузере')).toBeVisible();
  await look(page, 'sign-file-nojs');
});
