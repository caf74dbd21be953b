// Step 3: the operator returns a request with remarks; the person mends it in place; it is confirmed.
import { expect } from '@playwright/test';
import { linkFromMail, openMail } from '../../support/mail';
import { OPERATOR, cabinetOf, fill, press, section, signIn } from '../../support/people';
import { type Cast, NEWCOMER, ORDERED } from './cast';
import { expectSummary, uploadDocument } from './newcomer';

const COMMENT = 'Второй лист приказа не виден, приложите все страницы';

/** «3 декабря, 18:00», with the year instead of the time when it is the next one, or «сегодня в 18:00». */
const DUE = /\d{1,2}\s(января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)(, \d{1,2}:\d\d|\s20\d\d)|сегодня/i;

export async function returnWithRemarks({ operator: page, look }: Cast) {
  await signIn(page, OPERATOR);
  await expect(page).toHaveURL(/\/operator$/);
  await expect(page.getByRole('row', { name: /гавань/i })).toBeVisible();
  await look(page, 'operator');
  await section(page, 'Проверка организаций');
  await expect(page.getByRole('columnheader', { name: 'Ответ до' })).toBeVisible();
  await expect(page.getByRole('row', { name: /гавань/i })).toContainText(DUE);
  await look(page, 'moderation-queue');
  await page.getByRole('row', { name: /гавань/i }).getByRole('link').first().click();
  await press(page, 'Взять на проверку').click();
  await expect(page.getByText('Вы взяли заявку')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Карточка реестра' })).toBeVisible();
  await look(page, 'moderation');

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: /^Приказ или решение/ }).click();
  expect((await download).suggestedFilename()).toMatch(/\.pdf$/);

  await press(page, 'Вернуть с замечаниями').click();
  await press(page, 'Вернуть с замечаниями').click();
  await expect(page.getByText(/Добавьте хотя бы одно замечание/)).toBeVisible();
  const first = page.getByRole('group', { name: 'Замечание 1', exact: true });
  await first.getByLabel('Что не так').selectOption({ label: 'LNK-052. Не хватает страниц' });
  await first.getByLabel('К чему относится').selectOption({ label: `Приказ или решение о назначении № 7-к от ${ORDERED}` });
  await first.getByLabel('Комментарий').fill(COMMENT);
  await press(page, 'Добавить замечание').click();
  await expect(page.getByRole('group', { name: 'Замечание 2', exact: true })).toBeVisible();
  await expect(first.getByLabel('Комментарий')).toHaveValue(COMMENT);
  await look(page, 'moderation-return');
  await press(page, 'Вернуть с замечаниями').click();
  await expect(page.getByText('Заявка возвращена с замечаниями')).toBeVisible();
}

export async function mendAndSendAgain({ head: page, look }: Cast) {
  const link = await linkFromMail(page, NEWCOMER.email, /нужно исправить/, /\/me\/organizations\/requests\//);
  await page.goto(link);
  const number = await page.locator('.copy code').first().innerText();
  await expect(page.getByText(COMMENT)).toBeVisible();
  await expect(page.getByText('LNK-052').first()).toBeVisible();
  await look(page, 'organization-request-returned');

  await press(page, /^Исправить: /).click();
  await page.getByRole('button', { name: /Удалить файл Приказ или решение о назначении/ }).click();
  await expect(page.getByText('Документ убран из заявки')).toBeVisible();
  await uploadDocument(page, 'Приказ или решение о назначении', '7-к', ORDERED, 'Приказ, все листы.pdf');
  await press(page, 'Продолжить').click();
  await press(page, 'Отправить исправленную заявку').click();
  await expectSummary(page, /Без согласия/);
  await fill(page, { 'Согласие на обработку персональных данных': true });
  await press(page, 'Отправить исправленную заявку').click();
  await expect(page.locator('.copy code').first(), 'the number stays').toHaveText(number);
}

export async function confirm(cast: Cast) {
  const { operator, head, look } = cast;
  await section(operator, 'Проверка организаций');
  await operator.getByRole('row', { name: /гавань/i }).getByRole('link').first().click();
  await expect(operator.getByText('проверка 2')).toBeVisible();
  await press(operator, 'Взять на проверку').or(press(operator, 'Подтвердить')).first().waitFor();
  if (await press(operator, 'Взять на проверку').isVisible()) await press(operator, 'Взять на проверку').click();
  await look(operator, 'moderation-second-round');
  await press(operator, 'Подтвердить').click();
  await look(operator, 'moderation-confirm');
  await press(operator, 'Подтвердить').click();
  await expect(operator.getByText('Организация подключена, заявителю отправлено письмо')).toBeVisible();
  await look(operator, 'moderation-queue-empty');
  for (const name of ['Вопросы', 'Организации', 'Люди', 'Задания']) {
    await section(operator, name);
    await look(operator, `operator-${{ Вопросы: 'inquiries', Организации: 'organizations', Люди: 'people', Задания: 'jobs' }[name]}`);
  }

  await openMail(head, NEWCOMER.email, 'Организация подключена');
  await head.goto('/me/organizations');
  await expect(head.getByRole('link', { name: 'ООО «Тихая гавань»' })).toBeVisible();
  await look(head, 'my-organizations-linked');
  await head.getByRole('main').getByRole('link', { name: /гавань/i }).first().click();
  await expect(head).toHaveURL(/\/o\//);
  cast.cabinet = cabinetOf(head);
  await look(head, 'overview-empty');
  await section(head, 'Об организации');
  await look(head, 'about');
}
