// Step 5: the colleague applies for both services.
import { type Page, expect } from '@playwright/test';
import { disguised, jpg, pdf, png } from '../../support/files';
import { day, fill, press, section } from '../../support/people';
import { type Cast, INVITED } from './cast';
import { expectSummary } from './newcomer';

export const LICENCE = 'Лицензия на перевозку пассажиров';
export const EXTRACT = 'Выписка из реестра лицензий';

/** Number as the register of applications gives it, such as «ЗА-2026-000001». */
export const NUMBER = /\S+-\d{4}-\d+/;

export async function begin(page: Page, service: string) {
  await section(page, 'Каталог услуг');
  await page.getByRole('main').getByRole('link', { name: service }).click();
  const apply = press(page, /^Подать от/);
  if (!page.url().includes('/edit/')) await apply.click();
  await expect(page).toHaveURL(/\/edit\/applicant/);
}

export async function fillLicence({ colleague: page, look, company, scripts }: Cast) {
  await section(page, 'Заявления');
  await look(page, 'applications-empty');
  await section(page, 'Каталог услуг');
  await look(page, 'catalogue');
  await begin(page, LICENCE);

  // What is known already stands in the form.
  await expect(page.getByLabel('ИНН', { exact: true })).toHaveValue(company.inn);
  await expect(page.getByLabel('ОГРН или ОГРНИП')).toHaveValue(company.ogrn);
  await expect(page.getByLabel('Наименование')).toHaveValue(/гавань/i);
  await expect(page.getByLabel('Контактное лицо')).toHaveValue('Соколова Дарья Андреевна');
  await expect(page.getByLabel('Электронная почта')).toHaveValue(INVITED.email);
  await expect(page.getByLabel('Адрес в реестре')).not.toHaveValue('');
  await look(page, 'application-applicant');

  await fill(page, { 'ОГРН или ОГРНИП': company.ogrn.slice(0, 8), Телефон: '+7 900 765-43-21' });
  if (scripts) await expect(page.locator('[data-autosave-state]')).toContainText(/Черновик сохранён в \d+:\d\d/, { timeout: 20_000 });
  await goOn(page);
  await expectSummary(page, 'Введите ОГРН из 13 цифр');
  await expect(page.locator('#f-ogrn-error')).toContainText('Введите ОГРН из 13 цифр');
  await page.locator('#error-summary').getByRole('link', { name: /ОГРН/ }).click();
  await expect(page.getByLabel('ОГРН или ОГРНИП')).toBeFocused();
  await fill(page, { 'ОГРН или ОГРНИП': company.ogrn });
  await goOn(page);

  await expect(page.getByRole('heading', { name: /Объект лицензирования/ })).toBeVisible();
  await fill(page, { 'Дата начала': day(-3), 'Число автобусов': 'три' });
  await goOn(page);
  await expectSummary(page, 'Вид перевозок');
  for (const name of ['transport_kind', 'start_date', 'buses', 'bus_classes']) {
    await expect(page.locator(`#f-${name}-error`)).toBeVisible();
  }
  await look(page, 'application-errors');
  await page.getByRole('radio', { name: 'Регулярные городские' }).check();
  await page.getByRole('checkbox', { name: 'От 23 до 60 мест' }).check();
  await fill(page, { Регион: 'Заречный округ', 'Дата начала': day(30), 'Число автобусов': '12' });
  await goOn(page);

  await expect(page.getByRole('heading', { name: /Документы/ }).last()).toBeVisible();
  await goOn(page);
  await expectSummary(page, 'Документы на транспорт');
  const files = page.getByLabel('Документы на транспорт');
  await files.setInputFiles(disguised(png(), 'ПТС.pdf', 'application/pdf'));
  await press(page, 'Загрузить файлы').click();
  await expect(page.getByRole('link', { name: 'ПТС.png' }), 'the name says what the file is').toBeVisible();
  await files.setInputFiles([pdf('ПТС-0417.pdf'), jpg('Автобус.jpg')]);
  await press(page, 'Загрузить файлы').click();
  await expect(page.getByRole('link', { name: 'ПТС-0417.pdf' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Автобус.jpg' })).toBeVisible();
  await page.getByRole('button', { name: 'Удалить файл Автобус.jpg' }).click();
  await expect(page.getByRole('link', { name: 'Автобус.jpg' })).toHaveCount(0);
  await look(page, 'application-documents');
  await goOn(page);

  await fill(page, {
    'Сведения в заявлении и документах верны': true,
    'Согласие на обработку персональных данных, указанных в заявлении': true,
  });
  await look(page, 'application-confirmation');
  await goOn(page);
}

/** Checks the answers and submits; returns the number. */
export async function submit(page: Page, look: Cast['look'], name: string): Promise<string> {
  await expect(page).toHaveURL(/\/check$/);
  await look(page, `${name}-check`);
  await press(page, 'Подать заявление').click();
  await expect(page).toHaveURL(/\/done$/);
  const number = await page.locator('.copy code').innerText();
  expect(number).toMatch(NUMBER);
  await expect(page.getByRole('main')).toContainText(/не позднее\s\d+\s[а-я]+\s20\d\d/);
  await look(page, `${name}-done`);
  return number;
}

export async function fillExtract({ colleague: page, look, company }: Cast) {
  await begin(page, EXTRACT);
  await expect(page.getByLabel('ИНН', { exact: true })).toHaveValue(company.inn);
  await goOn(page);
  await page.getByRole('radio', { name: 'Одну лицензию' }).check();
  await fill(page, { 'Номер лицензии': 'АН-99-000123', 'Согласие на обработку персональных данных, указанных в заявлении': true });
  await look(page, 'extract-request');
  await goOn(page);
}

/** The form's own button forward. */
export async function goOn(page: Page) {
  await press(page, 'Продолжить').click();
}
