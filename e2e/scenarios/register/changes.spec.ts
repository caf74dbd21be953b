// Rights follow the register: the feed of changes is written as an import writes it, and within a minute the former
// head is out, the organization is asked to confirm its data, and one that has ended can only be read.
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Page } from '@playwright/test';
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { openMail } from '../../support/mail';
import { COLLEAGUE, CONTROLLER, HEAD, OPERATOR, cabinetOf, fill, press, section, signIn, statusOf } from '../../support/people';
import { pdf } from '../../support/files';

test.use({ serverSettings: { name: 'register-changes' } });

/** The worker looks every twenty seconds; a loaded machine gets the rest of the minute. */
const A_MINUTE = { timeout: 60_000 };

interface Change {
  kind: string;
  before: string;
  after: string;
}

/** A line of the register's feed. */
function tell(dataDir: string, ogrn: string, change: Change) {
  const folder = join(dataDir, 'registry');
  mkdirSync(folder, { recursive: true });
  const line = { ogrn, ...change, extracted_on: '2099-12-01', record: { number: '2265400001234', made_on: '2099-12-01' } };
  appendFileSync(join(folder, 'changes-1.jsonl'), `${JSON.stringify(line)}\n`);
}

/** The ОГРН of the person's organization, from its card. */
async function ogrnOf(page: Page): Promise<string> {
  await section(page, 'Об организации');
  const text = await page.locator('.summary').innerText();
  const found = /\b\d{13}\b/.exec(text);
  expect(found, 'an ОГРН on the card').toBeTruthy();
  return found![0];
}

test('another head in the register ends the rights of the former one, an end makes the cabinet read-only', async ({ page, person, server }) => {
  test.setTimeout(300_000);
  const [head, colleague, controller, operator] = [page, await person('colleague'), await person('controller'), await person('operator')];
  await signIn(head, HEAD);
  await head.goto('/me/organizations');
  await head.getByRole('main').getByRole('link', { name: /луч/i }).first().click();
  const cabinet = cabinetOf(head);
  const ogrn = await ogrnOf(head);
  await expect(head.getByText('Данные подтверждены')).toBeVisible();
  await look(head, 'register-about-confirmed');
  await signIn(colleague, COLLEAGUE);
  await signIn(controller, CONTROLLER);
  await signIn(operator, OPERATOR);

  tell(server.dataDir, ogrn, { kind: 'head', before: 'КОТОВА АННА СЕРГЕЕВНА', after: 'НОВИКОВ ПЁТР ИЛЬИЧ' });
  await expect.poll(() => statusOf(head, cabinet), A_MINUTE).toBe(404);
  await openMail(head, HEAD, 'Доступ к организации закрыт');
  await openMail(operator, OPERATOR, 'В реестре сменился руководитель');

  await colleague.goto(`${cabinet}/about`);
  await expect(colleague.getByText('В реестре сменился руководитель: подтвердите данные организации')).toBeVisible();
  await expect(colleague.getByText('Данные нужно подтвердить')).toBeVisible();
  await look(colleague, 'register-head-changed');
  expect(await statusOf(colleague, `${cabinet}/applications`), 'employees work on').toBe(200);
  await controller.goto(`${cabinet}/journal`);
  const entry = controller.getByRole('row', { name: /Прекращены полномочия прежнего руководителя по реестру/ });
  await expect(entry).toBeVisible();
  await expect(entry).toContainText('2265400001234');
  await look(controller, 'register-journal');

  tell(server.dataDir, ogrn, { kind: 'liquidation_begun', before: 'active', after: 'liquidating' });
  await expect(async () => {
    await colleague.goto(cabinet);
    await expect(colleague.getByText(/По данным реестра: /)).toBeVisible({ timeout: 1000 });
  }).toPass(A_MINUTE);
  await look(colleague, 'register-liquidation');

  tell(server.dataDir, ogrn, { kind: 'ended', before: 'liquidating', after: 'liquidated' });
  await expect.poll(() => statusOf(colleague, `${cabinet}/services`), A_MINUTE).not.toBe(200);
  await colleague.goto(cabinet);
  await expect(colleague.getByText(/По данным реестра деятельность прекращена/)).toBeVisible();
  await look(colleague, 'register-ended');
  expect(await statusOf(colleague, `${cabinet}/applications`), 'it is read').toBe(200);

  await operator.goto('/operator/organizations');
  await operator.getByRole('main').getByRole('link', { name: /луч/i }).first().click();
  await expect(operator.getByText('2265400001234 · 01.12.2099').first()).toBeVisible();
  await look(operator, 'operator-organization');
  await press(operator, 'Приостановить').click();
  await press(operator, 'Приостановить').click();
  await expect(operator.locator('#error-summary')).toContainText('Напишите причину');
  await fill(operator, { Причина: 'Проверка по обращению' });
  await look(operator, 'operator-suspend');
  await press(operator, 'Приостановить').click();
  await expect(operator.getByText('Организация приостановлена, её администраторам отправлены письма')).toBeVisible();
  await colleague.goto(cabinet);
  await expect(colleague.getByText('Причина: Проверка по обращению.')).toBeVisible();
  await press(operator, 'Возобновить').click();
  await look(operator, 'operator-resume');
  await press(operator, 'Возобновить').click();
  await expect(operator.getByText('Прекращена, только чтение').first()).toBeVisible();

  await operator.goto('/operator/codes');
  await look(operator, 'operator-codes-empty');
  await fill(operator, { 'Код или его начало, например LNK-0': 'lnk-104' });
  await operator.getByRole('main').getByRole('button', { name: /Показать|Найти|Применить/ }).first().click();
  await expect(operator.getByRole('row', { name: /LNK-104.*не принимает почту/ })).toBeVisible();
  await look(operator, 'operator-codes');
});

test('the list of checks is seen by the applicant before sending and by the operator', { tag: ['@mobile'] }, async ({ page, person }) => {
  test.setTimeout(120_000);
  await signIn(page, COLLEAGUE);
  await page.goto('/me/organizations/add?q=Тихая гавань');
  await page.getByRole('button', { name: /^Выбрать: .*гавань/i }).first().click();
  await fill(page, { Наименование: 'Совсем другое название', 'Ваша должность': 'Юрист', 'Телефон организации': '+7 907 123-45-67' });
  await press(page, 'Продолжить').click();
  await expect(page.locator('#error-summary')).toContainText('Такого кода телефона нет');
  await look(page, 'checks-contacts');
  await fill(page, { 'Телефон организации': '+7 383 222-11-00' });
  await press(page, 'Продолжить').click();
  await fill(page, { 'Вид документа': 'Доверенность', 'Номер документа': '1', 'Дата документа': '01.09.2026' });
  await page.getByLabel('Скан документа').setInputFiles(pdf('Доверенность.pdf'));
  await press(page, 'Загрузить документ').click();
  await press(page, 'Продолжить').click();
  await expect(page.getByRole('heading', { name: 'Проверки' })).toBeVisible();
  await expect(page.locator('.link-checks').getByText('REG-008')).toBeVisible();
  await look(page, 'checks-before-sending');
  await fill(page, { 'Согласие на обработку персональных данных': true });
  await press(page, 'Отправить на проверку').click();
  await expect(page.getByRole('heading', { name: 'Уточнение о наименовании' })).toBeVisible();
  await look(page, 'checks-clarification');
  await fill(page, { 'Почему наименование другое': 'Организацию переименовали' });
  await press(page, 'Отправить пояснение').click();
  await expect(page.getByText('Пояснение отправлено оператору')).toBeVisible();

  const operator = await person('operator');
  await signIn(operator, OPERATOR);
  await operator.goto('/operator/requests');
  await operator.getByRole('row', { name: /другое название/i }).getByRole('link').first().click();
  await expect(operator.getByText('Организацию переименовали')).toBeVisible();
  await expect(operator.getByRole('heading', { name: 'Проверки' })).toBeVisible();
  await look(operator, 'checks-operator');
});
