// A phone is confirmed by a code in a text message, which the demo keeps on its own page.
import { type Page } from '@playwright/test';
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { codeFromSms } from '../../support/mail';
import { COLLEAGUE, HEAD, OFFICER, fill, press, signIn } from '../../support/people';

test.use({ serverSettings: { name: 'phone' } });

/** Asks for a code on «Мои данные». */
async function askForCode(page: Page, phone: string) {
  await page.goto('/me/profile');
  await fill(page, { 'Номер телефона': phone });
  await press(page, 'Прислать код').click();
}

async function giveCode(page: Page, code: string) {
  await fill(page, { 'Код из СМС': code });
  await press(page, 'Подтвердить номер').click();
}

function another(code: string): string {
  return code === '000000' ? '000001' : '000000';
}

test('a code from a text message confirms the phone, a wrong one does not', { tag: ['@nojs', '@mobile'] }, async ({ page }) => {
  await signIn(page, HEAD);
  await askForCode(page, '8 903 765-43-21');
  await expect(page.getByText('Код отправлен')).toBeVisible();
  await expect(page.getByText('Мы отправили код на +7 903 765-43-21')).toBeVisible();
  await look(page, 'phone-code');

  const code = await codeFromSms(page, '+7 903 765-43-21');
  await look(page, 'demo-sms');
  await page.goto('/me/profile');
  await giveCode(page, another(code));
  await expect(page.locator('#error-summary')).toContainText('Осталось 4 попытки');
  await look(page, 'phone-code-wrong');
  await giveCode(page, code);
  await expect(page.getByText('Номер подтверждён')).toBeVisible();
  await expect(page.getByText('+7 903 765-43-21')).toBeVisible();
  await expect(page.getByText('подтверждён', { exact: true })).toBeVisible();
  await look(page, 'phone-confirmed');
});

test('after five wrong codes the right one works no more', { tag: '@nojs' }, async ({ page }) => {
  await signIn(page, COLLEAGUE);
  await askForCode(page, '8 903 765-43-22');
  const code = await codeFromSms(page, '+7 903 765-43-22');
  await page.goto('/me/profile');
  for (let attempt = 1; attempt <= 5; attempt++) await giveCode(page, another(code));
  await expect(page.locator('#error-summary')).toContainText('Код больше не действует. Запросите новый');
  await expect(page.getByLabel('Код из СМС')).toBeHidden();
  await look(page, 'phone-code-used-up');
  await press(page, 'Прислать код').click();
  await expect(page.locator('#error-summary')).toContainText('Новый код можно запросить через минуту');
});

test('a landline gets no text message', async ({ page }) => {
  await signIn(page, OFFICER);
  await askForCode(page, '+7 495 123-45-67');
  await expect(page.locator('#error-summary')).toContainText('СМС придёт только на мобильный номер');
});
