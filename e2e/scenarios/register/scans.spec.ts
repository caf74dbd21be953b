// Documents of a link request are read by machine: the applicant sees what differs before sending and mends it in
// the same place, the operator sees the findings beside the document. The real readers of the server: poppler for
// the words of a PDF, tesseract for a picture.
import { type Browser, type Page } from '@playwright/test';
import { expect, test } from '../../support/fixtures';
import { type Upload } from '../../support/files';
import { look } from '../../support/look';
import { COLLEAGUE, OPERATOR, fill, press, signIn } from '../../support/people';

test.use({ serverSettings: { name: 'scans' } });

/** A reading takes a second; on a loaded machine it waits for others. */
const READ = { timeout: 60_000 };
/** A4 at 300 dots per inch. */
const SHEET = { width: 2480, height: 3508 };

/** A power of attorney from the head whom the demo's register names. */
function words(signedOn: string): string {
  return `<html lang="ru"><body style="font: 48px/1.6 'Liberation Serif', serif; margin: 200px; background: white">
    <h1 style="font-size: 64px; text-align: center">ДОВЕРЕННОСТЬ № 17</h1>
    <p>г. Барнаул, ${signedOn}</p>
    <p>ООО «Тихая гавань» в лице генерального директора Новикова Петра Ильича, действующего на основании устава,
    доверяет Гусевой Марии Олеговне, юристу, представлять организацию в государственных органах.</p>
    <p>Доверенность действительна до 31 декабря 2099 года без права передоверия.</p>
    <p style="margin-top: 400px">Генеральный директор __________________ Новиков Пётр Ильич</p></body></html>`;
}

async function asPdf(browser: Browser, html: string): Promise<Upload> {
  const page = await browser.newPage();
  await page.setContent(html.replaceAll('48px', '14px').replaceAll('64px', '18px').replaceAll('200px', '40px'));
  const buffer = await page.pdf({ format: 'A4' });
  await page.close();
  return { name: 'Доверенность.pdf', mimeType: 'application/pdf', buffer };
}

async function asScan(browser: Browser, html: string): Promise<Upload> {
  const page = await browser.newPage({ viewport: SHEET });
  await page.setContent(html);
  const buffer = await page.screenshot();
  await page.close();
  return { name: 'Доверенность.png', mimeType: 'image/png', buffer };
}

async function upload(page: Page, file: Upload) {
  await fill(page, { 'Вид документа': 'Доверенность', 'Номер документа': '17', 'Дата документа': '01.09.2026' });
  await page.getByLabel('Скан документа').setInputFiles(file);
  await press(page, 'Загрузить документ').click();
  await expect(page.getByText('Документ добавлен')).toBeVisible();
}

test('what a document says otherwise than the form is shown, mended in the same place, and told to the operator', { tag: ['@mobile'] }, async ({ page, person, browser }) => {
  test.setTimeout(180_000);
  await signIn(page, COLLEAGUE);
  await page.goto('/me/organizations/add?q=Тихая гавань');
  await page.getByRole('button', { name: /^Выбрать: .*гавань/i }).first().click();
  await fill(page, { Наименование: 'ООО «Тихая гавань»', 'Ваша должность': 'Юрист' });
  await press(page, 'Продолжить').click();

  await upload(page, await asPdf(browser, words('2 сентября 2026 года')));
  const read = page.locator('[data-live-part="scans"]');
  await expect(read.getByText('SCN-012')).toBeVisible(READ);
  await expect(read.getByRole('row', { name: /Дата документа.*02\.09\.2026.*01\.09\.2026/ })).toBeVisible();
  await expect(read.getByText(/Найдено и совпадает: .*номер/)).toBeVisible();
  await look(page, 'scans-differs');

  await page.getByRole('main').getByRole('button', { name: /Удалить/ }).first().click();
  await upload(page, await asScan(browser, words('1 сентября 2026 года')));
  await expect(read.getByText('Всё совпадает')).toBeVisible(READ);
  await expect(read.getByText('Текст распознан по изображению', { exact: false })).toBeVisible();
  await look(page, 'scans-good');

  await press(page, 'Продолжить').click();
  await fill(page, { 'Согласие на обработку персональных данных': true });
  await press(page, 'Отправить на проверку').click();
  await expect(page.getByText('Заявка отправлена на проверку')).toBeVisible();

  const operator = await person('operator');
  await signIn(operator, OPERATOR);
  await operator.goto('/operator/requests');
  await operator.getByRole('row', { name: /гавань/i }).getByRole('link').first().click();
  await expect(operator.getByRole('heading', { name: 'Что прочитано в документах' })).toBeVisible();
  await expect(operator.getByText('Всё совпадает')).toBeVisible();
  const picture = operator.getByRole('img', { name: /^Страница 1: Доверенность № 17/ });
  await picture.scrollIntoViewIfNeeded();
  await expect.poll(() => picture.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(SHEET.width);
  await look(operator, 'scans-operator');
});
