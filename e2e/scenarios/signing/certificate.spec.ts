// Signing in by certificate, linking an organization at once, and what goes wrong on the way.
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { COLLEAGUE, HEAD, fill, press, signIn } from '../../support/people';
import { KEY_PASSWORD, confirmByMail, sign, signInBy } from './support';

test.use({ serverSettings: { name: 'certificate' } });

test('the head of a free company signs in for the first time and links it in under a minute', async ({ page }) => {
  const began = Date.now();
  let looked = 0;
  // The pictures and axe are not the person's minute.
  const glance = async (name: string) => {
    const since = Date.now();
    await look(page, name);
    looked += Date.now() - since;
  };
  await page.goto('/sign-in');
  await press(page, 'Войти по сертификату').click();
  await glance('sign-in-certificate');
  await sign(page, 'novikov');
  await expect(page.getByRole('heading', { name: 'Первый вход по сертификату' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Новиков Пётр Ильич');
  await glance('register-certificate');
  await fill(page, { 'Электронная почта': 'novikov@gavan.example' });
  await fill(page, { 'Принимаю пользовательское соглашение': true, 'Согласен на обработку персональных данных': true });
  await press(page, 'Создать учётную запись').click();
  await expect(page).toHaveURL(/\/me\/organizations/);
  await page.goto('/me/organizations/add');
  await glance('link-ways');
  await press(page, 'Подтвердить сертификатом').click();
  await glance('link-certificate');
  await sign(page, 'novikov');
  await expect(page).toHaveURL(/\/o\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('banner')).toContainText('Тихая гавань');
  expect(Date.now() - began - looked, 'milliseconds').toBeLessThan(60_000);
  await look(page, 'linked-overview');
});

test('a key that is known signs in, and is added to the list by a code', async ({ page }) => {
  await signInBy(page, 'kotova');
  await expect(page).toHaveURL(/\/o\//);
  await page.goto('/me/signatures');
  // The sign-in has left it there, so that its end is warned of.
  await expect(page.getByRole('main')).toContainText('для входа');
  await look(page, 'signatures-of-sign-in');
  await press(page, 'Добавить сертификат').click();
  await look(page, 'signatures-add');
  await sign(page, 'kotova');
  await expect(page.getByText('Осталось ввести код из письма')).toBeVisible();
  await look(page, 'signatures-pending');
  await confirmByMail(page, HEAD);
  await look(page, 'signatures-active');
  await page.goto('/me/signatures');
  await look(page, 'signatures');
  await press(page, 'Запросить сертификат').click();
  await look(page, 'request-new');
  await press(page, 'Продолжить').click();
  await look(page, 'request-key');
});

test('a key of somebody else, an ended and a revoked one are told by their names', async ({ page }) => {
  await signInBy(page, 'kotova-expired');
  await expect(page.getByRole('alert').first()).toContainText('SIG-026');
  await look(page, 'sign-in-expired');
  await sign(page, 'kotova-revoked');
  await expect(page.getByRole('alert').first()).toContainText('SIG-040');
  await signIn(page, COLLEAGUE);
  await page.goto('/me/signatures/add');
  await sign(page, 'kotova');
  await expect(page.getByRole('alert').first()).toContainText('другого человека');
  await look(page, 'signatures-add-another');
});

test('a wrong password is told at its field and nothing is sent', async ({ page }) => {
  await page.goto('/sign-in/certificate');
  await sign(page, 'kotova', 'не тот');
  await expect(page.locator('[data-signing]')).toContainText('Пароль не подходит');
  await expect(page).toHaveURL(/\/sign-in\/certificate$/);
  await sign(page, 'kotova', KEY_PASSWORD);
  await expect(page).toHaveURL(/\/o\//);
});

test('a clock that is a day behind is told, with how far it is off', async ({ page }) => {
  // The worker that signs says what time it is: there the clock is put back.
  await page.route('**/signer-worker*.js', async (route) => {
    const answer = await route.fetch();
    const late = 'const kept = Date.now.bind(Date); Date.now = () => kept() - 86_400_000;\n';
    await route.fulfill({ response: answer, body: late + (await answer.text()) });
  });
  await page.goto('/sign-in/certificate');
  await sign(page, 'kotova');
  await expect(page.getByRole('alert').first()).toContainText('Часы этого компьютера отстают на 24 ч');
  await look(page, 'sign-in-clock');
  await expect(page).not.toHaveURL(/\/o\//);
});
