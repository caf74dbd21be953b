// The demo's training keys, taken as people take them: from its page, into the panel.
import { type Page, expect } from '@playwright/test';

export type KeyName = 'kotova' | 'novikov' | 'ermakova' | 'zorin' | 'kotova-expired' | 'kotova-revoked';

/** The password of every training key; their page says it. */
export const KEY_PASSWORD = 'Klyuch-2026!';

/** Chooses a key and signs what the panel shows. */
export async function sign(page: Page, key: KeyName, password = KEY_PASSWORD) {
  const panel = page.locator('[data-signing]');
  const answer = await page.request.get(`/demo/keys/${key}.p12`);
  expect(answer.status(), `the key ${key}`).toBe(200);
  await panel.getByLabel('Файл ключа', { exact: true }).last().setInputFiles({
    name: `${key}.p12`,
    mimeType: 'application/x-pkcs12',
    buffer: await answer.body(),
  });
  await panel.getByLabel('Пароль файла ключа').fill(password);
  await panel.locator('button[type=submit]').click();
}

/** Signs in at the page for certificates. */
export async function signInBy(page: Page, key: KeyName) {
  await page.goto('/sign-in/certificate');
  await sign(page, key);
}
