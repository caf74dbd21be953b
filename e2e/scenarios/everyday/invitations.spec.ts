// People who have an account already are invited: they sign in, see who invites them, and say yes or no.
import { type Page } from '@playwright/test';
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { linkFromMail, openMail } from '../../support/mail';
import { HEAD, MANAGER, OFFICER, PASSWORD, fill, press, section, signIn, signOut } from '../../support/people';

test.use({ serverSettings: { name: 'invitations' } });

async function invite(head: Page, email: string, family: string, name: string) {
  await section(head, 'Сотрудники и роли');
  await press(head, 'Пригласить сотрудника').click();
  await fill(head, { 'Электронная почта': email, Фамилия: family, Имя: name });
  await head.getByRole('radio', { name: 'Наблюдатель', exact: true }).check();
  await press(head, 'Отправить приглашение').click();
  await expect(head.getByText('Приглашение отправлено')).toBeVisible();
}

/** Follows the mailed link as somebody who is not signed in, and signs in on the way. */
async function comeByLink(page: Page, email: string) {
  const link = await linkFromMail(page, email, /Приглашение в кабинет/, /\/invitations\//);
  await page.goto(link);
  await expect(page.getByText('У вас уже есть учётная запись с этим адресом')).toBeVisible();
  await expect(page.getByLabel('Пароль'), 'no second password is set').toHaveCount(0);
  await look(page, 'invitation-has-account');
  await press(page, 'Войти').click();
  await fill(page, { 'Электронная почта': email, Пароль: PASSWORD });
  await press(page, 'Войти').click();
  expect(page.url(), 'back at the invitation').toBe(link);
  return link;
}

test('an existing account accepts an invitation, another declines one', { tag: '@nojs' }, async ({ person }) => {
  const [head, officer, manager] = [await person('Котова'), await person('Ермакова'), await person('Зорин')];
  await signIn(head, HEAD);
  await expect(head, 'the only organization opens at once').toHaveURL(/\/o\/[0-9a-f-]{36}$/);
  await invite(head, OFFICER, 'Ермакова', 'Ольга');
  await invite(head, MANAGER, 'Зорин', 'Павел');

  await comeByLink(officer, OFFICER);
  await expect(officer.getByText('Северный луч').first()).toBeVisible();
  await expect(press(officer, 'Отклонить приглашение')).toBeVisible();
  await look(officer, 'invitation-to-accept');
  await press(officer, 'Принять приглашение').click();
  await expect(officer.getByText('Вы присоединились к организации')).toBeVisible();
  await expect(officer).toHaveURL(/\/o\/[0-9a-f-]{36}$/);

  await signOut(officer);
  await signIn(officer, OFFICER);
  await expect(officer.getByRole('heading', { level: 1 }), 'two roles to choose from').toHaveText('Выберите роль');
  await look(officer, 'choose-a-role');
  await press(officer, /Северный луч/).click();
  await expect(officer).toHaveURL(/\/o\/[0-9a-f-]{36}$/);

  const link = await comeByLink(manager, MANAGER);
  await press(manager, 'Отклонить приглашение').click();
  await expect(manager.getByText('Вы отклонили приглашение')).toBeVisible();
  await manager.goto(link);
  await expect(manager.getByText('ORG-015')).toBeVisible();
  await look(manager, 'invitation-declined');

  await openMail(head, HEAD, 'Приглашение отклонено');
  await head.goto('/me/notices');
  await expect(head.getByText(/Зорин Павел не присоединится/)).toBeVisible();
  await look(head, 'notices');
  await press(head, /Ермакова Ольга теперь работает/).click();
  await expect(head, 'a notice leads to the work').toHaveURL(/\/employees$/);
  await expect(head.getByRole('row', { name: /Ермакова/ })).toBeVisible();
  await expect(head.getByRole('row', { name: /Зорин/ })).toHaveCount(0);
});
