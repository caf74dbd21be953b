// An organization that the register does not know: what to check, a question, and its answer.
import { expect, test } from '../../support/fixtures';
import { pdf } from '../../support/files';
import { look } from '../../support/look';
import { linkFromMail } from '../../support/mail';
import { COLLEAGUE, OPERATOR, fill, press, section, signIn } from '../../support/people';

test.use({ serverSettings: { name: 'questions' } });

/** An ОГРН with a right check digit that no register of the demo has. */
const UNKNOWN = withCheckDigit('102770000000');

function withCheckDigit(twelve: string) {
  return twelve + String(Number(BigInt(twelve) % 11n) % 10);
}

test('who is not in the register asks the operator and gets an answer', { tag: '@nojs' }, async ({ person }) => {
  const [asker, operator] = [await person('Гусева'), await person('оператор')];
  await signIn(asker, COLLEAGUE);
  await asker.goto('/me/organizations/add');
  await fill(asker, { 'ИНН, ОГРН или наименование': UNKNOWN });
  await press(asker, 'Найти').click();
  await expect(asker.getByText('Такой организации нет в реестре')).toBeVisible();
  await expect(asker.getByText('Сверьте номер с выпиской или свидетельством')).toBeVisible();
  await look(asker, 'organization-not-found');
  await press(asker, 'Написать оператору').click();
  await expect(asker.getByLabel('ОГРН или ОГРНИП')).toHaveValue(UNKNOWN);
  await press(asker, 'Отправить вопрос').click();
  await expect(asker.locator('#error-summary')).toContainText('Введите наименование');
  await look(asker, 'question-errors');
  await fill(asker, { Наименование: 'ООО «Новая заря»', 'Что ещё важно знать': 'Зарегистрировали на прошлой неделе' });
  await asker.getByLabel('Копия свидетельства или листа записи').setInputFiles(pdf('Свидетельство.pdf'));
  await press(asker, 'Отправить вопрос').click();
  await expect(asker.getByText('Вопрос отправлен оператору')).toBeVisible();
  await look(asker, 'question');

  await signIn(operator, OPERATOR);
  await look(operator, 'operator-with-question');
  await section(operator, 'Вопросы');
  await look(operator, 'operator-questions');
  await press(operator, /Новая заря/).click();
  const download = operator.waitForEvent('download');
  await operator.getByRole('link', { name: 'Свидетельство.pdf' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.pdf$/);
  await press(operator, 'Ответить').click();
  await expect(operator.locator('#error-summary')).toContainText('Напишите ответ');
  await look(operator, 'operator-question');
  await fill(operator, { Ответ: 'Запись уже в реестре, добавьте организацию ещё раз.' });
  await press(operator, 'Ответить').click();
  await expect(operator.getByText('Ответ отправлен')).toBeVisible();

  const link = await linkFromMail(asker, COLLEAGUE, /Ответ на вопрос/, /\/inquiries\//);
  await asker.goto(link);
  await expect(asker.getByText('Запись уже в реестре, добавьте организацию ещё раз.')).toBeVisible();
  await look(asker, 'question-answered');
  await asker.goto('/me/organizations');
  await expect(asker.getByRole('row', { name: /Новая заря.*Есть ответ/ })).toBeVisible();
  await look(asker, 'my-organizations-question');
});

test('the header searches where the person works', { tag: '@nojs' }, async ({ person }) => {
  const [colleague, operator] = [await person('Гусева'), await person('оператор')];
  await signIn(colleague, COLLEAGUE);
  await colleague.getByRole('searchbox', { name: 'Поиск по кабинету' }).fill('нет такого');
  await colleague.getByRole('button', { name: 'Найти', exact: true }).first().click();
  await expect(colleague).toHaveURL(/\/applications\?q=/);
  await look(colleague, 'search-nothing');
  await signIn(operator, OPERATOR);
  await operator.getByRole('searchbox', { name: 'Поиск по кабинету' }).fill('нет такого');
  await operator.getByRole('button', { name: 'Найти', exact: true }).first().click();
  await expect(operator).toHaveURL(/\/operator\/requests\?state=all&q=/);
  await expect(operator.getByLabel('Статус')).toHaveValue('all');
  await look(operator, 'operator-search-nothing');
});
