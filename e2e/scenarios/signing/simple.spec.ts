// A service that asks for a simple signature: the password is enough, no certificate is asked for.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { HEAD, PASSWORD, cabinetOf, fill, press, signIn } from '../../support/people';

const TITLE = 'Выписка под простую подпись';

// None of the services that come along asks for one: beside them stands a copy of the extract that does.
function services(dataDir: string): Record<string, string> {
  const shipped = join(import.meta.dirname, '../../../services');
  const folder = join(dataDir, 'own-services');
  cpSync(shipped, folder, { recursive: true });
  const own = join(folder, 'simple-extract');
  cpSync(join(shipped, 'license-extract'), own, { recursive: true });
  const definition = readFileSync(join(own, 'service.toml'), 'utf8')
    .replace('code = "license-extract"', 'code = "simple-extract"')
    .replace('title = "Выписка из реестра лицензий"', `title = "${TITLE}"`)
    .replace('signature = "none"', 'signature = "simple"');
  writeFileSync(join(own, 'service.toml'), definition);
  return { KABINET_SERVICES_DIR: folder };
}

test.use({ serverSettings: { name: 'simple', prepare: services } });

test('a simple signature is the password, with or without scripts', { tag: ['@mobile', '@nojs'] }, async ({ page }) => {
  await signIn(page, HEAD);
  await page.goto(`${cabinetOf(page)}/services`);
  await page.getByRole('main').getByRole('link', { name: TITLE }).click();
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
