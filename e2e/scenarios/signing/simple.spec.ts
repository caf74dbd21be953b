// A service that asks for a simple signature: the password is enough, no certificate is asked for.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { HEAD, PASSWORD, cabinetOf, fill, press, signIn } from '../../support/people';

// None of the services that come along asks for one: the extract does here.
function services(dataDir: string): Record<string, string> {
  const folder = join(dataDir, 'own-services');
  cpSync(join(import.meta.dirname, '../../../services'), folder, { recursive: true });
  const definition = join(folder, 'license-extract/service.toml');
  writeFileSync(definition, readFileSync(definition, 'utf8').replace('signature = "none"', 'signature = "simple"'));
  return { KABINET_SERVICES_DIR: folder };
}

test.use({ serverSettings: { name: 'simple', prepare: services } });

test('a simple signature is the password, with or without scripts', { tag: ['@mobile', '@nojs'] }, async ({ page }) => {
  await signIn(page, HEAD);
  await page.goto(`${cabinetOf(page)}/services`);
  await page.getByRole('main').getByRole('link', { name: 'Выписка из реестра лицензий' }).click();
  if (!page.url().includes('/edit/')) await press(page, /^Подать от/).click();
  await press(page, 'Продолжить').click();
  await page.getByRole('radio', { name: 'Одну лицензию' }).check();
  await fill(page, { 'Номер лицензии': 'АН-99-000123', 'Согласие на обработку персональных данных, указанных в заявлении': true });
  await press(page, 'Продолжить').click();
  await expect(page).toHaveURL(/\/check$/);
  await expect(page.getByText('Вид подписи: простая')).toBeVisible();
  await expect(page.locator('[data-signing]')).toHaveCount(0);
  await look(page, 'application-simple');
  const submit = async (password: string) => {
    await fill(page, { 'Ваш пароль': password });
    await press(page, 'Подать заявление').click();
  };
  await submit('не тот пароль');
  await expect(page.getByRole('heading', { name: 'Заявление подано' })).toBeHidden();
  await look(page, 'application-simple-refused');
  await submit(PASSWORD);
  await expect(page.getByRole('heading', { name: 'Заявление подано' })).toBeVisible();
  await press(page, 'Открыть заявление').click();
  await expect(page.getByRole('main')).toContainText(/прост/i);
  await look(page, 'application-simple-signed');
});
