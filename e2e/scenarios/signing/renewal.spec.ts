// A certificate's life: asked for with a key made in the browser, issued by an authority that knows nothing of
// our code, put to use, and replaced by a new one while what was signed before stays valid.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { HEAD, cabinetOf, press, signIn, signOut } from '../../support/people';
import { type Person, people } from '../signer/support';
import { confirmByMail, fillNotice, sign, signInBy, signWith } from './support';

test.use({ serverSettings: { name: 'renewal' } });

const made = people();
test.afterAll(() => made.gone());

const KEY_PASSWORD = 'Новый-ключ-2026';

test('a key asked for in the browser, its certificate from an authority, and a sign-in with both', { tag: '@mobile' }, async ({ page, server }) => {
  server.trust(made.authority().read('root.crt'));
  await signIn(page, HEAD);
  await page.goto('/me/signatures/requests/new');
  await expect(page.getByLabel('Фамилия')).toHaveValue('Котова');
  await page.getByLabel('Название организации').fill('ООО «Северный луч»');
  await press(page, 'Продолжить').click();

  // The key: two passwords that differ, a short one, then a good one.
  const panel = page.locator('[data-key-request]');
  const [password, repeat, make] = [panel.getByLabel('Пароль файла ключа'), panel.getByLabel('Пароль ещё раз'), panel.getByRole('button', { name: 'Создать ключ' })];
  await password.fill(KEY_PASSWORD);
  await repeat.fill('другой пароль');
  await make.click();
  await expect(panel.getByText('Пароли не совпадают.')).toBeVisible();
  await password.fill('коротко');
  await repeat.fill('коротко');
  await make.click();
  await expect(panel.getByText('Пароль короче 8 знаков.')).toBeVisible();
  await look(page, 'request-key-refused');
  await password.fill(KEY_PASSWORD);
  await repeat.fill(KEY_PASSWORD);
  await make.click();
  const link = panel.getByRole('link', { name: 'Сохранить файл ключа' });
  await expect(link).toBeFocused();
  await look(page, 'request-key-made');
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(file.suggestedFilename()).toBe('kabinet-key.p12');
  const key = readFileSync(await file.path());
  await press(page, 'Сохранить запрос в кабинете').click();

  // The request and its states.
  await expect(page).toHaveURL(/\/requests\/[0-9a-f-]{36}$/);
  const request = page.url();
  const head = page.getByRole('heading', { level: 1 }).locator('..');
  await expect(head).toContainText('запрос создан');
  await look(page, 'request-made');
  const [csr] = await Promise.all([page.waitForEvent('download'), press(page, 'Скачать запрос').click()]);
  const asked = readFileSync(await csr.path());
  writeFileSync(`${made.authority().folder}/asked.csr`, asked);
  const told = made.authority().run('req', '-in', 'asked.csr', '-verify', '-noout', '-subject', '-nameopt', 'utf8,sname').toString();
  expect(told).toContain('Котова');
  expect(told).toContain('Северный луч');
  await press(page, 'Запрос отнесён').click();
  await expect(head).toContainText('отнесён в удостоверяющий центр');
  await look(page, 'request-sent');

  // A certificate of another key is not what was asked for.
  const upload = async (name: string, buffer: Buffer) => {
    await page.getByLabel('Файл сертификата').setInputFiles({ name, mimeType: 'application/pkix-cert', buffer });
    await press(page, 'Загрузить сертификат').click();
  };
  await upload('чужой.cer', made.of('stranger').certificate);
  await expect(page.locator('#error-summary')).toBeVisible();
  await expect(head).toContainText('отнесён в удостоверяющий центр');
  await look(page, 'request-other-key');
  await upload('не сертификат.cer', Buffer.from('сертификат'));
  await expect(page.locator('#error-summary')).toBeVisible();

  const certificate = made.authority().issue('asked', asked) as Buffer;
  await upload('котова.cer', certificate);
  await confirmByMail(page, HEAD);
  await expect(page.getByText('Ключ не подтверждён')).toBeVisible();
  await look(page, 'signatures-unproved');
  const own = page.url();
  const [copy] = await Promise.all([page.waitForEvent('download'), press(page, 'Скачать сертификат').click()]);
  expect(copy.suggestedFilename()).toBe('certificate.cer');
  expect(readFileSync(await copy.path()).equals(certificate)).toBe(true);
  await page.goto(request);
  await expect(head).toContainText('сертификат получен');
  await look(page, 'request-issued');

  // The key is shown: from now on it signs in.
  await page.goto(own);
  await press(page, 'Подтвердить ключ').click();
  await signWith(page, key, KEY_PASSWORD, certificate);
  await expect(page.getByText('Ключ не подтверждён')).toBeHidden();
  await page.context().clearCookies();
  await page.goto('/sign-in/certificate');
  await signWith(page, key, KEY_PASSWORD, certificate);
  await expect(page).toHaveURL(/\/o\//);
});

test('a new certificate takes the place of the old one, and what the old one signed stays valid', async ({ page, server }, info) => {
  server.trust(made.authority().read('root.crt'));
  await signInBy(page, 'kotova');
  await expect(page).toHaveURL(/\/o\//);
  const cabinet = cabinetOf(page);
  await page.goto('/me/signatures/add');
  await sign(page, 'kotova');
  await confirmByMail(page, HEAD);
  const old = page.url();

  // Signed while the old one was in use.
  await page.goto(cabinet);
  await fillNotice(page);
  await sign(page, 'kotova');
  await expect(page.getByRole('heading', { name: 'Заявление подано' })).toBeVisible();
  await press(page, 'Открыть заявление').click();
  const application = page.url();

  await page.goto(old);
  await press(page, 'Заменить новым').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Новый сертификат взамен');
  await look(page, 'signatures-renew');
  const renewed: Person = made.of('renewed', { bits: 512 });
  await signWith(page, renewed.file, renewed.password);
  // Until the code is given the old one is in use.
  await expect(page.getByText('Осталось ввести код из письма')).toBeVisible();
  const fresh = page.url();
  await page.goto(old);
  await expect(page.getByRole('heading', { level: 1 }).locator('..')).toContainText('включён');
  await page.goto(fresh);
  await confirmByMail(page, HEAD);
  await look(page, 'signatures-renewed');
  await page.goto(old);
  await expect(page.getByText('Этот сертификат заменён новым')).toBeVisible();
  await expect(page.getByText('Подписи, поставленные им раньше, остаются в силе.')).toBeVisible();
  await look(page, 'signatures-replaced');

  // The new one signs in.
  await signOut(page);
  await page.goto('/sign-in/certificate');
  await signWith(page, renewed.file, renewed.password);
  await expect(page).toHaveURL(/\/o\//);

  // What was signed before holds: in the cabinet, on the page for everybody, on the command line.
  await page.goto(application);
  const block = page.locator('.signature-block');
  await expect(block).toContainText('подпись верна');
  const [content, signature] = await Promise.all(
    [/Скачать заявление/, 'Скачать подпись'].map(async (name) => {
      const url = await block.getByRole('link', { name }).getAttribute('href');
      return (await page.request.get(url!)).body();
    }),
  );
  writeFileSync(info.outputPath('заявление.xml'), content!);
  writeFileSync(info.outputPath('заявление.xml.sig'), signature!);
  const report = server.verify(info.outputPath('заявление.xml'), info.outputPath('заявление.xml.sig'));
  expect(report).toMatchObject({ indication: 'TOTAL_PASSED', signatures: [{ qualified: true }] });
  await page.goto('/verify?way=detached');
  await page.getByLabel('Файл, который подписан').setInputFiles(info.outputPath('заявление.xml'));
  await page.getByLabel('Файл подписи').setInputFiles(info.outputPath('заявление.xml.sig'));
  await press(page, 'Проверить').click();
  await expect(page.getByText('Подпись верна')).toBeVisible();
});

test('a certificate from its .cer file is watched over and signs nobody in until its key is shown', async ({ page, server }) => {
  server.trust(made.authority().read('root.crt'));
  const person: Person = made.of('from-file');
  await signIn(page, HEAD);
  await page.goto('/me/signatures/add');
  const upload = async (name: string, buffer: Buffer) => {
    await page.getByLabel('Файл сертификата').last().setInputFiles({ name, mimeType: 'application/pkix-cert', buffer });
    await press(page, 'Добавить файл').click();
  };
  await press(page, 'Добавить файл').click();
  await expect(page.locator('#error-summary')).toContainText('Выберите файл сертификата');
  await upload('ключ.p12', person.file);
  await expect(page.locator('#error-summary')).toBeVisible();
  await look(page, 'signatures-file-refused');
  await upload('котова.cer', person.certificate);
  await confirmByMail(page, HEAD);
  await expect(page.getByText('Ключ не подтверждён')).toBeVisible();
  await page.context().clearCookies();
  await page.goto('/sign-in/certificate');
  await signWith(page, person.file, person.password);
  await expect(page).not.toHaveURL(/\/o\//);
});
