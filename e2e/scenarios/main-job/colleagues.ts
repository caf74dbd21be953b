// Step 4: the head invites; the invited set a password and can do what their roles allow.
import { type Page, expect } from '@playwright/test';
import { linkFromMail } from '../../support/mail';
import { OFFICER, day, fill, press, section, signIn, statusOf } from '../../support/people';
import { EXTRACT, begin, goOn } from './applicant';
import { type Cast, INVITED, INVITED_CONTROLLER, INVITED_FOR_A_MOMENT } from './cast';
import { expectSummary } from './newcomer';

/** Once: midnight may pass between its two uses. */
const UNTIL = day(90);

export async function invite({ head: page, look }: Cast) {
  await section(page, 'Сотрудники и роли');
  await press(page, 'Пригласить сотрудника').click();
  await press(page, 'Отправить приглашение').click();
  await expectSummary(page, 'Выберите роль');
  await look(page, 'invite-errors');
  await fill(page, {
    'Электронная почта': INVITED.email,
    Фамилия: 'Соколова',
    Имя: 'Дарья',
    Отчество: 'Андреевна',
    Должность: 'Специалист по лицензиям',
    'Доступ до': UNTIL,
  });
  await page.getByRole('radio', { name: 'Специалист', exact: true }).check();
  await look(page, 'invite');
  await press(page, 'Отправить приглашение').click();
  await expect(page.getByText('Приглашение отправлено')).toBeVisible();

  await press(page, 'Пригласить сотрудника').click();
  await fill(page, { 'Электронная почта': INVITED_CONTROLLER.email, Фамилия: 'Миронов', Имя: 'Олег' });
  await page.getByRole('radio', { name: 'Контролёр', exact: true }).check();
  await press(page, 'Отправить приглашение').click();
  await expect(page.getByText(INVITED_CONTROLLER.email)).toBeVisible();
  await look(page, 'employees-invited');
}

export async function accept({ colleague, controller, head, look, cabinet }: Cast) {
  const link = await linkFromMail(colleague, INVITED.email, /Приглашение в кабинет/, /\/invitations\//);
  await colleague.goto(link);
  await look(colleague, 'invitation');
  await fill(colleague, { Пароль: 'коротко' });
  await press(colleague, 'Задать пароль и присоединиться').click();
  await expectSummary(colleague, /Пароль короче 8 знаков/);
  await look(colleague, 'invitation-errors');
  await setPassword(colleague, INVITED.password);
  expect(new URL(colleague.url()).pathname, 'signed in at once').toBe(cabinet);
  await expect(colleague.getByRole('heading', { level: 1 })).toHaveText('Обзор');

  const other = await linkFromMail(controller, INVITED_CONTROLLER.email, /Приглашение в кабинет/, /\/invitations\//);
  await controller.goto(other);
  await setPassword(controller, INVITED_CONTROLLER.password);

  await colleague.goto(link);
  await expect(colleague.getByText(/Приглашение уже принято|уже принято/).first()).toBeVisible();
  await look(colleague, 'invitation-used');

  await section(head, 'Сотрудники и роли');
  await expect(head.getByRole('row', { name: /Соколова/ })).toContainText(UNTIL);
  await look(head, 'employees');
  await head.getByRole('main').getByRole('link', { name: /Соколова Дарья/ }).first().click();
  await look(head, 'employee');
}

async function setPassword(page: Page, password: string) {
  await fill(page, {
    Пароль: password,
    'Я принимаю условия использования и согласен на обработку персональных данных': true,
  });
  await press(page, 'Задать пароль и присоединиться').click();
  await expect(page.getByText('Вы присоединились к организации')).toBeVisible();
}

/** A specialist applies; employees and the journal are for others, and a stranger sees nothing. */
export async function onlyWhatTheRoleAllows({ colleague, officer, cabinet, look }: Cast) {
  const menu = colleague.getByRole('navigation', { name: 'Разделы кабинета' });
  await colleague.goto(cabinet);
  await expect(menu.getByRole('link', { name: 'Каталог услуг' })).toBeVisible();
  await expect(menu.getByRole('link', { name: 'Сотрудники и роли' })).toHaveCount(0);
  await expect(menu.getByRole('link', { name: 'Журнал действий' })).toHaveCount(0);
  for (const path of ['/employees', '/employees/invite', '/journal', '/journal.csv', '/queue']) {
    expect(await statusOf(colleague, cabinet + path), path).toBe(403);
  }
  expect(await statusOf(colleague, '/operator')).toBe(404);
  await signIn(officer, OFFICER);
  expect(await statusOf(officer, cabinet), 'a stranger').toBe(404);
  await colleague.goto(`${cabinet}/employees`);
  await expect(colleague.getByRole('heading', { level: 1 })).toHaveText('Недостаточно прав');
  await expect(colleague.getByText('Здесь нужно право «Видеть сотрудников и их роли».')).toBeVisible();
  await expect(menu.getByRole('link', { name: 'Каталог услуг' }), 'the menu stays').toBeVisible();
  await look(colleague, 'forbidden');
}

/** A role that is changed and an access that is taken away count at the next click in a window that stands open. */
export async function changesActAtOnce({ head, temporary, look, cabinet }: Cast) {
  await section(head, 'Сотрудники и роли');
  await press(head, 'Пригласить сотрудника').click();
  await fill(head, { 'Электронная почта': INVITED_FOR_A_MOMENT.email, Фамилия: 'Лаптева', Имя: 'Нина' });
  await head.getByRole('radio', { name: 'Специалист', exact: true }).check();
  await press(head, 'Отправить приглашение').click();
  await expect(head.getByText('Приглашение отправлено')).toBeVisible();
  const link = await linkFromMail(temporary, INVITED_FOR_A_MOMENT.email, /Приглашение в кабинет/, /\/invitations\//);
  await temporary.goto(link);
  await setPassword(temporary, INVITED_FOR_A_MOMENT.password);
  await begin(temporary, EXTRACT);

  await openEmployee(head);
  await head.getByRole('radio', { name: 'Наблюдатель', exact: true }).check();
  await press(head, 'Сохранить').click();
  await expect(head.getByText('Изменения сохранены и уже действуют')).toBeVisible();
  await goOn(temporary);
  await expect(temporary.getByRole('heading', { level: 1 })).toHaveText('Недостаточно прав');
  await section(temporary, 'Заявления');

  await openEmployee(head);
  await press(head, 'Удалить сотрудника').click();
  await expect(head.getByText('Доступ закроется сразу')).toBeVisible();
  await look(head, 'employee-remove');
  await press(head, 'Удалить сотрудника').click();
  await expect(head.getByText('Сотрудник удалён, доступ закрыт')).toBeVisible();
  const menu = temporary.getByRole('navigation', { name: 'Разделы кабинета' });
  await menu.getByRole('link', { name: 'Заявления' }).click();
  await expect(temporary, 'works nowhere else, so the session ended too').toHaveURL(/\/sign-in/);
  await signIn(temporary, INVITED_FOR_A_MOMENT.email, INVITED_FOR_A_MOMENT.password);
  await expect(temporary.getByRole('heading', { level: 1 })).toHaveText('Мои организации');
  expect(await statusOf(temporary, cabinet), 'a stranger').toBe(404);
  await look(temporary, 'removed');
}

async function openEmployee(head: Page) {
  await section(head, 'Сотрудники и роли');
  await head.getByRole('main').getByRole('link', { name: /Лаптева/ }).first().click();
  await expect(head.getByRole('heading', { level: 1 })).toContainText('Лаптева');
}
