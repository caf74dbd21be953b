// The signing pages on a phone, and in a browser without scripts: what works there works, and where a
// signature needs scripts the page says so plainly.
import { writeFileSync } from 'node:fs';
import { expect, test } from '../../support/fixtures';
import { pdf } from '../../support/files';
import { look } from '../../support/look';
import { HEAD, cabinetOf, press, signIn } from '../../support/people';
import { people, random, signer } from '../signer/support';
import { confirmByMail, fillNotice, sign, signInBy } from './support';

test.use({ serverSettings: { name: 'small' } });

const made = people();
test.afterAll(() => made.gone());

/** The panel waits for its script, and says which one is missing. */
const NEEDS_SCRIPTS = 'включите JavaScript в браузере: подписать без него нельзя';

test('a certificate signs in, is added and signs an application on a phone', { tag: '@mobile-only' }, async ({ page }) => {
  await signInBy(page, 'kotova');
  await expect(page).toHaveURL(/\/o\//);
  const cabinet = cabinetOf(page);
  await page.goto('/me/signatures/add');
  await look(page, 'small-add', { phoneOnly: true });
  await sign(page, 'kotova');
  await confirmByMail(page, HEAD);
  await look(page, 'small-certificate', { phoneOnly: true });
  await page.goto('/me/signatures');
  await look(page, 'small-signatures', { phoneOnly: true });
  await page.goto(cabinet);
  await fillNotice(page);
  await look(page, 'small-to-sign', { phoneOnly: true });
  await sign(page, 'kotova');
  await expect(page.getByRole('heading', { name: 'Заявление подано' })).toBeVisible();
  await press(page, 'Открыть заявление').click();
  await expect(page.locator('.signature-block')).toContainText('подпись верна');
  await look(page, 'small-signed', { phoneOnly: true });
  await page.goto(`${cabinet}/signatures`);
  await look(page, 'small-organization', { phoneOnly: true });
});

test('every page with a panel says that signing needs scripts', { tag: '@nojs-only' }, async ({ page }) => {
  for (const [path, name] of [
    ['/sign-in/certificate', 'nojs-sign-in'],
    ['/workplace', 'nojs-workplace'],
    ['/sign-file', 'nojs-sign-file'],
  ] as const) {
    await page.goto(path);
    await expect(page.getByText(NEEDS_SCRIPTS).first()).toBeVisible();
    await expect(page.locator('[data-signing] button[type=submit]')).toBeHidden();
    await look(page, name);
  }
  await signIn(page, HEAD);
  const cabinet = cabinetOf(page);
  for (const [path, name] of [
    ['/me/signatures/add', 'nojs-add'],
    ['/me/organizations/add/certificate', 'nojs-link'],
  ] as const) {
    await page.goto(path);
    await expect(page.getByText(NEEDS_SCRIPTS).first()).toBeVisible();
    await look(page, name);
  }
  await page.goto('/me/signatures/requests/new');
  await press(page, 'Продолжить').click();
  await expect(page.getByText('включите JavaScript в браузере: создать ключ без него нельзя')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Создать ключ' })).toBeHidden();
  await look(page, 'nojs-request-key');
  await page.goto(cabinet);
  await fillNotice(page);
  await expect(page.getByText(NEEDS_SCRIPTS)).toBeVisible();
  await look(page, 'nojs-to-sign');
  // The document itself can be read and taken away to be signed elsewhere.
  const document = page.locator('.signing-document').getByRole('link');
  expect((await page.request.get((await document.getAttribute('href'))!)).status()).toBe(200);
});

test('a certificate file is added and a signature is checked without scripts', { tag: '@nojs-only' }, async ({ page, server }, info) => {
  server.trust(made.authority().read('root.crt'));
  const person = made.of('nojs');
  await signIn(page, HEAD);
  await page.goto('/me/signatures/add');
  await page.getByLabel('Файл сертификата').last().setInputFiles({ name: 'котова.cer', mimeType: 'application/pkix-cert', buffer: person.certificate });
  await press(page, 'Добавить файл').click();
  await confirmByMail(page, HEAD);
  await look(page, 'nojs-certificate');

  const module = await signer();
  const keys = new module.Keys(person.file, person.password);
  const document = pdf('Договор.pdf');
  const signature = Buffer.from(keys.sign(0, document.buffer, false, Date.now(), random()));
  writeFileSync(info.outputPath('Договор.pdf.sig'), signature);
  await page.goto('/verify?way=detached');
  await page.getByLabel('Файл, который подписан').setInputFiles(document);
  await page.getByLabel('Файл подписи').setInputFiles(info.outputPath('Договор.pdf.sig'));
  await press(page, 'Проверить').click();
  await expect(page.getByText('Подпись верна')).toBeVisible();
  await look(page, 'nojs-verify');
  const [report] = await Promise.all([page.waitForEvent('download'), press(page, 'Отчёт в PDF').click()]);
  expect(report.suggestedFilename()).toBe('report.pdf');
});
