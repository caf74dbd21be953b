// Steps 1 and 2: a person registers, turns on one-time codes, and asks to link their organization.
import { type Page, expect } from '@playwright/test';
import { pdf } from '../../support/files';
import { linkFromMail } from '../../support/mail';
import { fill, press, section, signIn, signOut } from '../../support/people';
import { previousTotp, totp } from '../../support/totp';
import { type Cast, NEWCOMER, ORDERED } from './cast';

export async function register({ head: page, look }: Cast) {
  await page.goto('/');
  await look(page, 'landing');
  await press(page, 'Зарегистрироваться').click();
  await look(page, 'register');

  await press(page, 'Зарегистрироваться').click();
  await expectSummary(page, 'Введите фамилию');
  await look(page, 'register-errors');

  await fill(page, {
    Фамилия: 'Новиков',
    Имя: 'Пётр',
    Отчество: 'Ильич',
    Телефон: '+7 900 123-45-67',
    'Вид документа': 'Паспорт гражданина РФ',
    'Серия и номер': '4500 123456',
    'Электронная почта': NEWCOMER.email,
    'Придумайте пароль': 'kabinet',
    'Принимаю пользовательское соглашение': true,
    'Согласен на обработку персональных данных': true,
  });
  await press(page, 'Зарегистрироваться').click();
  await expectSummary(page, /Пароль короче 8 знаков/);
  await expect(page.getByLabel('Фамилия')).toHaveValue('Новиков');

  await fill(page, { 'Придумайте пароль': NEWCOMER.password });
  await press(page, 'Зарегистрироваться').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Проверьте почту');
  await look(page, 'register-sent');
}

export async function confirmAddress({ head: page, look }: Cast) {
  const link = await linkFromMail(page, NEWCOMER.email, 'Подтвердите адрес почты', /\/register\/confirm/);
  await look(page, 'demo-letter');
  await page.goto('/demo/mail');
  await look(page, 'demo-mail');
  await page.goto(link);
  await look(page, 'register-confirm');
  await fill(page, { Пароль: 'ne-tot-Parol-1' });
  await press(page, 'Подтвердить почту и войти').click();
  await expectSummary(page, 'Пароль не подошёл');
  await fill(page, { Пароль: NEWCOMER.password });
  await press(page, 'Подтвердить почту и войти').click();
  await expect(page.getByText('Почта подтверждена, вы вошли в кабинет')).toBeVisible();
  await signOut(page);
  await look(page, 'sign-in');

  await page.goto(link);
  await expect(page.getByText('Ссылка не действует').first()).toBeVisible();
  await look(page, 'register-confirm-used');
}

export async function turnOnCodes({ head: page, look }: Cast) {
  await signIn(page, NEWCOMER.email, NEWCOMER.password);
  await expect(page).toHaveURL(/\/me\/organizations$/);
  await look(page, 'my-organizations-empty');
  await section(page, 'Безопасность');
  await look(page, 'security');
  await press(page, 'Включить одноразовые коды').click();
  await page.getByText('Не получается отсканировать?').click();
  const secret = await page.locator('.copy code').innerText();
  await look(page, 'totp');

  await fill(page, { 'Код из приложения': '000000' });
  await press(page, 'Включить').click();
  await expectSummary(page, /Код не подошёл/);
  await fill(page, { 'Код из приложения': await previousTotp(secret) });
  await press(page, 'Включить').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Сохраните резервные коды');
  await expect(page.locator('.codes code')).toHaveCount(10);
  await look(page, 'totp-recovery-codes');
  await press(page, 'Я сохранил коды').click();
  await expect(page.getByText('включены', { exact: true })).toBeVisible();

  await signOut(page);
  await fill(page, { 'Электронная почта': NEWCOMER.email, Пароль: NEWCOMER.password });
  await press(page, 'Войти').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Код подтверждения');
  await look(page, 'sign-in-code');
  await fill(page, { 'Код из приложения': totp(secret) });
  await press(page, 'Продолжить').click();
  await expect(page).toHaveURL(/\/me\/organizations$/);
}

export async function askForOrganization({ head: page, look, company }: Cast) {
  await press(page, 'Добавить организацию').click();
  await look(page, 'organization-add');
  await fill(page, { 'ИНН, ОГРН или наименование': `${company.inn.slice(0, -1)}${(Number(company.inn.at(-1)) + 1) % 10}` });
  await press(page, 'Найти').click();
  await expectSummary(page, /Не сошлась контрольная цифра ИНН/);
  await look(page, 'organization-add-errors');

  await fill(page, { 'ИНН, ОГРН или наименование': 'Тихая гавань' });
  await press(page, 'Найти').click();
  await expect(page.getByText(`ИНН ${company.inn}`)).toBeVisible();
  await look(page, 'organization-search');

  await fill(page, { 'ИНН, ОГРН или наименование': company.inn });
  await page.getByText('Указать больше сведений').click();
  await fill(page, { 'Второй номер: ОГРН или ИНН': company.ogrn, Наименование: 'ООО «Тихая пристань»' });
  await press(page, 'Найти').click();

  await expect(page.getByRole('heading', { name: /Отличается от реестра/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Тихая пристань.*тихая гавань/i })).toBeVisible();
  await expect(page.getByText('Руководитель в реестре совпадает с вами')).toBeVisible();
  await expect(page.locator('.summary')).toContainText(company.ogrn);
  await look(page, 'organization-card');

  await press(page, 'Продолжить').click();
  await expectSummary(page, 'Укажите свою должность');
  await fill(page, { Наименование: 'ООО «Тихая гавань»', 'Ваша должность': 'Генеральный директор' });
  await press(page, 'Продолжить').click();
}

export async function attachDocuments({ head: page, look }: Cast) {
  await press(page, 'Загрузить документ').click();
  await expectSummary(page, 'Выберите вид документа');
  await look(page, 'organization-documents-errors');

  await fill(page, {
    'Вид документа': 'Приказ или решение о назначении',
    'Номер документа': '7-к',
    'Дата документа': ORDERED,
  });
  await page.getByLabel('Скан документа').setInputFiles({ name: 'Приказ.pdf', mimeType: 'application/pdf', buffer: Buffer.from('not a document') });
  await press(page, 'Загрузить документ').click();
  await expect(page.locator('#f-file-error')).toBeVisible();
  await expect(page.getByLabel('Номер документа')).toHaveValue('7-к');

  await uploadDocument(page, 'Приказ или решение о назначении', '7-к', ORDERED, 'Приказ.pdf');
  await uploadDocument(page, 'Устав', 'б/н', '15.03.2020', 'Устав.pdf');
  await uploadDocument(page, 'Свидетельство или лист записи', 'ЛЗ-1', '15.03.2020', 'Лист записи.pdf');
  await look(page, 'organization-documents');
}

export async function uploadDocument(page: Page, kind: string, number: string, date: string, file: string) {
  await fill(page, { 'Вид документа': kind, 'Номер документа': number, 'Дата документа': date });
  await page.getByLabel('Скан документа').setInputFiles(pdf(file));
  await press(page, 'Загрузить документ').click();
  await expect(page.getByText('Документ добавлен')).toBeVisible();
}

export async function sendRequest({ head: page, look }: Cast) {
  await press(page, 'Продолжить').click();
  await press(page, 'Отправить на проверку').click();
  await expectSummary(page, /Без согласия/);
  await fill(page, { 'Согласие на обработку персональных данных': true });
  await look(page, 'organization-submit');
  await press(page, 'Отправить на проверку').click();
  await expect(page.getByText('Заявка отправлена на проверку')).toBeVisible();
  await expect(page.getByText('На проверке').first()).toBeVisible();
  await look(page, 'organization-request');
  await section(page, 'Мои организации');
  await expect(page.getByRole('row', { name: /гавань.*На проверке/i })).toBeVisible();
  await look(page, 'my-organizations');
}

/** The summary says what is wrong, and with scripts it has the focus. */
export async function expectSummary(page: Page, text: string | RegExp) {
  const summary = page.locator('#error-summary');
  await expect(summary).toContainText(text);
  await expect(summary).toBeFocused();
}
