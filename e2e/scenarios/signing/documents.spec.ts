// A signed application, as the applicant and the authority see it, and the page that checks signatures.
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { HEAD, OFFICER, press, section, signIn } from '../../support/people';
import { fillNotice, sign } from './support';

test.use({ serverSettings: { name: 'documents' } });

test('a service that asks for a qualified signature gets one, and the authority sees it', async ({ page, person }) => {
  await signIn(page, HEAD);
  await fillNotice(page);
  await expect(page.getByText('усиленная квалифицированная')).toBeVisible();
  await look(page, 'application-to-sign');
  await sign(page, 'kotova');
  await expect(page.getByRole('heading', { name: 'Заявление подано' })).toBeVisible();
  await press(page, 'Открыть заявление').click();
  const block = page.locator('.signature-block');
  await expect(block).toContainText('Подписано: Котова');
  await expect(block).toContainText('подпись верна');
  await look(page, 'application-signed');
  const number = (await page.getByRole('heading', { level: 1 }).innerText()).trim();

  const [content, signature] = await Promise.all(
    [/Скачать заявление/, 'Скачать подпись'].map(async (name) => {
      const url = await block.getByRole('link', { name }).getAttribute('href');
      return (await page.request.get(url!)).body();
    }),
  );
  await page.goto('/verify');
  await look(page, 'verify');
  await page.getByRole('link', { name: 'Хеш и подпись' }).click();
  await look(page, 'verify-hash');
  await page.getByRole('link', { name: 'Файл и подпись' }).click();
  await page.getByLabel('Файл, который подписан').setInputFiles({ name: 'заявление.xml', mimeType: 'application/xml', buffer: content! });
  await page.getByLabel('Файл подписи').setInputFiles({ name: 'заявление.xml.sig', mimeType: 'application/octet-stream', buffer: signature! });
  await press(page, 'Проверить').click();
  await expect(page.getByText('Подпись верна')).toBeVisible();
  await expect(page.getByText('Квалифицированная подпись', { exact: true })).toBeVisible();
  await look(page, 'verify-good');
  const [report] = await Promise.all([page.waitForEvent('download'), press(page, 'Отчёт в PDF').click()]);
  expect(report.suggestedFilename()).toBe('report.pdf');
  const altered = Buffer.concat([content!, Buffer.from(' ')]);
  await page.getByLabel('Файл, который подписан').setInputFiles({ name: 'заявление.xml', mimeType: 'application/xml', buffer: altered });
  await page.getByLabel('Файл подписи').setInputFiles({ name: 'заявление.xml.sig', mimeType: 'application/octet-stream', buffer: signature! });
  await press(page, 'Проверить').click();
  await expect(page.getByText('Подпись неверна')).toBeVisible();
  await look(page, 'verify-bad');

  const officer = await person('officer');
  await signIn(officer, OFFICER);
  await officer.goto('/me/organizations');
  await officer.getByRole('main').getByRole('link', { name: /Департамент/ }).first().click();
  await section(officer, 'Очередь заявлений');
  await officer.getByRole('searchbox', { name: 'Поиск по кабинету' }).fill(number);
  await officer.getByRole('button', { name: 'Найти', exact: true }).first().click();
  await expect(officer).toHaveURL(/\/queue\?.*q=/);
  await officer.getByRole('main').getByRole('link', { name: number, exact: true }).click();
  await expect(officer.locator('.signature-block')).toContainText('Подписано: Котова');
  await press(officer, 'Взять в работу').click();
  await look(officer, 'queue-signed');
  await officer.getByRole('radio', { name: /^Одобрить/ }).check();
  await press(officer, 'Принять решение').click();
  await expect(officer.getByRole('heading', { name: 'Подпись решения' })).toBeVisible();
  await look(officer, 'decision-to-sign');
  await sign(officer, 'ermakova');
  await expect(officer.locator('.signature-block').filter({ hasText: 'Ермакова' })).toBeVisible();
});

test('the pages that anybody reaches', async ({ page }) => {
  await page.goto('/demo/keys');
  await look(page, 'demo-keys');
  await signIn(page, HEAD);
  await section(page, 'Мои лицензии');
  await look(page, 'licences');
  await section(page, 'Электронные подписи');
  await look(page, 'organization-signatures');
});
