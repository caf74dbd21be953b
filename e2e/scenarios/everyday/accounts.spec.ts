// An account day by day: the keyboard, a locked door and the way back in, another device, another language.
import { type Page } from '@playwright/test';
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { linkFromMail, openMail } from '../../support/mail';
import { CONTROLLER, HEAD, PASSWORD, fill, press, section, signIn } from '../../support/people';

test.use({ serverSettings: { name: 'accounts' } });

const NEW_PASSWORD = 'Drugoj-parol-5';

async function tryToSignIn(page: Page, email: string, password: string) {
  await page.goto('/sign-in');
  await fill(page, { 'Электронная почта': email, Пароль: password });
  await press(page, 'Войти').click();
}

test('signing in needs no mouse, and a refusal is read first', { tag: '@mobile' }, async ({ page }) => {
  await page.goto('/sign-in');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Перейти к содержанию' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Электронная почта')).toBeFocused();
  await page.keyboard.type(HEAD);
  await page.keyboard.press('Tab');
  await page.keyboard.type('not the password 1!');
  await page.keyboard.press('Enter');

  const summary = page.locator('#error-summary');
  await expect(summary).toBeFocused();
  await expect(summary).toContainText('Неверная почта или пароль');
  await expect(page).toHaveTitle(/^Ошибка: /);
  await look(page, 'sign-in-errors');

  await expect(page.getByLabel('Электронная почта')).toHaveValue(HEAD);
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Электронная почта')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/(me\/organizations|o\/[0-9a-f-]+)$/);
});

// The controller's password changes here: no other test of this file signs in as the controller.
test('five wrong passwords lock the door, and a mail opens it', { tag: '@nojs' }, async ({ page }) => {
  for (let attempt = 1; attempt <= 5; attempt++) await tryToSignIn(page, CONTROLLER, `wrong-${attempt}!`);
  await tryToSignIn(page, CONTROLLER, PASSWORD);
  await expect(page.locator('#error-summary')).toContainText('вход закрыт');
  await look(page, 'sign-in-locked');
  await openMail(page, CONTROLLER, 'Вход в кабинет заблокирован');

  await page.goto('/sign-in');
  await press(page, 'Не помню пароль').click();
  await look(page, 'recover');
  await press(page, 'Прислать ссылку').click();
  await expect(page.locator('#error-summary')).toBeFocused();
  // An address that nobody has gets the same answer.
  await fill(page, { 'Электронная почта': 'nobody@sevluch.example' });
  await press(page, 'Прислать ссылку').click();
  const answer = await page.getByRole('main').innerText();
  await press(page, 'Запросить ещё раз').click();
  await fill(page, { 'Электронная почта': CONTROLLER });
  await press(page, 'Прислать ссылку').click();
  expect(await page.getByRole('main').innerText()).toBe(answer);
  await look(page, 'recover-sent');

  const link = await linkFromMail(page, CONTROLLER, 'Новый пароль для кабинета', /\/recover\/new/);
  await page.goto(link);
  await look(page, 'recover-new');
  await fill(page, { 'Новый пароль': 'password1' });
  await press(page, 'Сохранить пароль').click();
  await expect(page.locator('#error-summary')).toBeFocused();
  await fill(page, { 'Новый пароль': NEW_PASSWORD });
  await press(page, 'Сохранить пароль').click();
  await expect(page.getByText('Пароль изменён. Войдите с новым паролем')).toBeVisible();
  await signIn(page, CONTROLLER, NEW_PASSWORD);

  await page.goto(link);
  await expect(page.getByText('Ссылка не действует').first()).toBeVisible();
  await look(page, 'recover-used');
});

test('a session ended on another device asks to sign in and comes back', { tag: '@nojs' }, async ({ person }) => {
  const [desk, laptop] = [await person('за столом'), await person('с ноутбука')];
  await signIn(desk, HEAD);
  await signIn(laptop, HEAD);
  await laptop.goto('/me/profile');
  await desk.goto('/me/security');
  await look(desk, 'security-sessions');
  await press(desk, 'Завершить все остальные').click();
  await expect(desk.getByText('Остальные сеансы завершены')).toBeVisible();

  await laptop.goto('/me/notices');
  await expect(laptop).toHaveURL(/\/sign-in\?next=/);
  await fill(laptop, { 'Электронная почта': HEAD, Пароль: PASSWORD });
  await press(laptop, 'Войти').click();
  await expect(laptop).toHaveURL(/\/me\/notices$/);
});

test('the cabinet speaks English too', { tag: ['@nojs', '@mobile'] }, async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByRole('navigation', { name: 'Язык' }).getByRole('link', { name: 'English' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await look(page, 'sign-in-english');
  await page.getByLabel('E-mail').or(page.getByLabel('Email')).first().fill(HEAD);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.goto('/me/organizations');
  expect(await page.getByRole('main').innerText()).not.toMatch(/Мои организации|Ваша роль/);
  await look(page, 'my-organizations-english');
});

test('a person changes their data and password', { tag: '@nojs' }, async ({ page }) => {
  await signIn(page, HEAD);
  await page.goto('/me/profile');
  await look(page, 'profile');
  await press(page, 'Сохранить').click();
  await expect(page.getByText('Данные сохранены')).toBeVisible();
  await section(page, 'Безопасность');
  await fill(page, { 'Текущий пароль': 'не тот', 'Новый пароль': NEW_PASSWORD });
  await press(page, 'Изменить пароль').click();
  await expect(page.locator('#error-summary')).toContainText('Текущий пароль указан неверно');
  await look(page, 'security-errors');
});
