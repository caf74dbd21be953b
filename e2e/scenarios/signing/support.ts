// The demo's training keys, taken as people take them: from its page, into the panel.
import { type Page, expect } from '@playwright/test';
import { openMail } from '../../support/mail';
import { day, fill, press } from '../../support/people';

export type KeyName = 'kotova' | 'novikov' | 'ermakova' | 'zorin' | 'kotova-expired' | 'kotova-revoked';

/** The password of every training key; their page says it. */
export const KEY_PASSWORD = 'Klyuch-2026!';

/** Chooses a key and signs what the panel shows. */
export async function sign(page: Page, key: KeyName, password = KEY_PASSWORD) {
  const answer = await page.request.get(`/demo/keys/${key}.p12`);
  expect(answer.status(), `the key ${key}`).toBe(200);
  await signWith(page, await answer.body(), password);
}

/** The same with any key file; the certificate, where it lies in a file of its own, is asked for. */
export async function signWith(page: Page, key: Buffer, password: string, certificate?: Buffer) {
  const panel = page.locator('[data-signing]');
  await panel.getByLabel('Файл ключа', { exact: true }).last().setInputFiles({
    name: 'ключ.p12',
    mimeType: 'application/x-pkcs12',
    buffer: key,
  });
  await panel.getByLabel('Пароль файла ключа').fill(password);
  await panel.locator('button[type=submit]').click();
  if (!certificate) return;
  await expect(panel.getByText('В файле только ключ, без сертификата.')).toBeVisible();
  await panel.getByLabel('Файл сертификата').setInputFiles({ name: 'сертификат.cer', mimeType: '', buffer: certificate });
  await panel.getByLabel('Пароль файла ключа').fill(password);
  await panel.locator('button[type=submit]').click();
}

/** Gives the code of the last letter about a certificate, on the certificate's own page. */
export async function confirmByMail(page: Page, email: string) {
  await expect(page.getByText('Осталось ввести код из письма')).toBeVisible();
  const mail = await page.context().newPage();
  await openMail(mail, email, /Код для сертификата/);
  const code = /\b\d{6}\b/.exec(await mail.getByRole('main').innerText())![0];
  await mail.close();
  await fill(page, { 'Код из письма': code });
  await press(page, 'Подтвердить').click();
  await expect(page.getByRole('heading', { level: 1 }).locator('..')).toContainText('включён');
}

export const NOTICE = 'Уведомление об изменении сведений о перевозчике';

/** Fills in the notice that asks for a qualified signature, up to its last page. */
export async function fillNotice(page: Page) {
  await page.goto(`${/\/o\/[0-9a-f-]{36}/.exec(page.url())![0]}/services`);
  await page.getByRole('main').getByRole('link', { name: NOTICE }).click();
  if (!page.url().includes('/edit/')) await press(page, /^Подать от/).click();
  await fill(page, { 'Номер лицензии': 'АН-99-000123', 'Дата изменения': day(-1) });
  await page.getByRole('radio', { name: 'Число автобусов' }).check();
  await press(page, 'Продолжить').click();
  await fill(page, { 'Сколько автобусов теперь': '12' });
  await press(page, 'Продолжить').click();
  await expect(page).toHaveURL(/\/check$/);
}

/** Signs in at the page for certificates. */
export async function signInBy(page: Page, key: KeyName) {
  await page.goto('/sign-in/certificate');
  await sign(page, key);
}
