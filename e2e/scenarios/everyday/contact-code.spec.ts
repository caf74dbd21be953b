// The head of a company confirms themselves by a code that goes to the register's address.
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { linkFromMail, openMail } from '../../support/mail';
import { fill, press } from '../../support/people';

const NEWCOMER = { email: 'novikov@gavan.example', password: 'Tihaya-gavan-7!' };
const OFFICE = 'info@tihaya-gavan.example';

test.use({ serverSettings: { name: 'contact-code' } });

test('the head links the company by a code to its address, without documents', { tag: ['@mobile', '@nojs'] }, async ({ page, server }) => {
  const [, inn] = await server.said(/ИНН (\d{10}), ОГРН (\d{13})/);
  await page.goto('/register');
  await fill(page, {
    Фамилия: 'Новиков',
    Имя: 'Пётр',
    Отчество: 'Ильич',
    Телефон: '+7 900 123-45-67',
    'Вид документа': 'Паспорт гражданина РФ',
    'Серия и номер': '4500 123456',
    'Электронная почта': NEWCOMER.email,
    'Придумайте пароль': NEWCOMER.password,
    'Принимаю пользовательское соглашение': true,
    'Согласен на обработку персональных данных': true,
  });
  await press(page, 'Зарегистрироваться').click();
  await page.goto(await linkFromMail(page, NEWCOMER.email, 'Подтвердите адрес почты', /\/register\/confirm/));
  await fill(page, { Пароль: NEWCOMER.password });
  await press(page, 'Подтвердить почту и войти').click();

  await press(page, 'Добавить организацию').click();
  await fill(page, { 'ИНН, ОГРН или наименование': inn! });
  await press(page, 'Найти').click();
  await expect(page.getByRole('main')).toContainText('i•••@tihaya-gavan.example');
  await look(page, 'link-code-offer');
  await press(page, 'Подтвердить кодом').click();
  await look(page, 'link-code');
  await press(page, 'Отправить код').click();
  await look(page, 'link-code-sent');
  const typing = page.url();

  await fill(page, { Код: '000000' });
  await press(page, 'Подключить организацию').click();
  await expect(page.locator('#error-summary')).toContainText('Неверный код');
  await look(page, 'link-code-wrong');

  await openMail(page, OFFICE, /Код для подключения организации/);
  const code = /\b\d{6}\b/.exec(await page.getByRole('main').innerText())![0];
  await page.goto(typing);
  await fill(page, { Код: code });
  await press(page, 'Подключить организацию').click();
  await expect(page).toHaveURL(/\/o\/[0-9a-f-]{36}/);
  await look(page, 'link-code-done');
  await openMail(page, OFFICE, 'Организация подключена к кабинету');
});
