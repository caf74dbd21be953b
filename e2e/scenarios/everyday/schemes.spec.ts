// The same pages in the dark, and on a phone where the menu is behind a button.
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { HEAD, OFFICER, signIn } from '../../support/people';
import { EXTRACT, begin, goOn } from '../main-job/applicant';

test.use({ serverSettings: { name: 'schemes' } });

test('what a newcomer of the demo sees first', async ({ page, person }) => {
  await signIn(page, HEAD);
  await page.goto('/me/organizations');
  await page.getByRole('main').getByRole('link', { name: /Северный луч/i }).first().click();
  await expect(page.locator('[data-live-state]').first()).toHaveText('статусы обновляются');
  await look(page, 'demo-overview');
  const cabinet = page.url();
  for (const name of ['applications', 'employees', 'journal']) {
    await page.goto(`${cabinet}/${name}`);
    await look(page, `demo-${name}`);
  }
  const officer = await person('Ермакова');
  await signIn(officer, OFFICER);
  await officer.goto('/me/organizations');
  await officer.getByRole('main').getByRole('link', { name: /Департамент/ }).first().click();
  await look(officer, 'demo-authority-overview');
  await officer.goto(`${officer.url()}/queue`);
  await look(officer, 'demo-queue');
});

test.describe('in the dark', () => {
  test.use({ colorScheme: 'dark' });

  test('pages keep their contrast', async ({ page }) => {
    await page.goto('/');
    await look(page, 'dark-landing');
    await page.goto('/sign-in');
    await look(page, 'dark-sign-in');
    await signIn(page, HEAD);
    await page.goto('/me/organizations');
    await page.getByRole('main').getByRole('link', { name: /Северный луч/i }).first().click();
    await look(page, 'dark-overview');
    const cabinet = page.url();
    for (const name of ['services', 'employees', 'journal', 'about']) {
      await page.goto(`${cabinet}/${name}`);
      await look(page, `dark-${name}`);
    }
    await page.goto(cabinet);
    await begin(page, EXTRACT);
    await goOn(page);
    await goOn(page);
    await expect(page.locator('#error-summary')).toBeFocused();
    await look(page, 'dark-application-errors');
  });

  test('the authority keeps its contrast', async ({ page }) => {
    await signIn(page, OFFICER);
    await page.goto('/me/organizations');
    await page.getByRole('main').getByRole('link', { name: /Департамент/ }).first().click();
    await look(page, 'dark-authority-overview');
    await page.goto(`${page.url()}/queue`);
    await look(page, 'dark-queue');
  });
});

test('on a phone the menu opens by its button and leads on', { tag: '@mobile-only' }, async ({ page }) => {
  await signIn(page, HEAD);
  await page.goto('/me/organizations');
  await page.getByRole('main').getByRole('link', { name: /Северный луч/i }).first().click();
  await page.getByRole('button', { name: 'Меню', exact: true }).click();
  const menu = page.getByRole('navigation', { name: 'Разделы кабинета' });
  await expect(menu.getByRole('link', { name: 'Заявления' })).toBeVisible();
  await look(page, 'phone-menu', { phoneOnly: true });
  await menu.getByRole('link', { name: 'Сотрудники и роли' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Сотрудники и роли');
});
