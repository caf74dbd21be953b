// Drafts: two people in one, signing out in between, a nervous finger on the button.
import { type Page } from '@playwright/test';
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { COLLEAGUE, HEAD, cabinetOf, fill, press, section, signIn, signOut } from '../../support/people';
import { EXTRACT, begin, goOn } from '../main-job/applicant';

test.use({ serverSettings: { name: 'drafts' } });

const CONSENT = 'Согласие на обработку персональных данных, указанных в заявлении';

/** Into the cabinet of «Северный луч». */
async function enter(page: Page, email: string) {
  await signIn(page, email);
  await page.goto('/me/organizations');
  await page.getByRole('main').getByRole('link', { name: /Северный луч/i }).first().click();
  await expect(page).toHaveURL(/\/o\/[0-9a-f-]+$/);
}

test('two colleagues in one draft: the second is told and loses nothing', { tag: '@nojs' }, async ({ person }) => {
  const [anna, maria] = [await person('Котова'), await person('Гусева')];
  await enter(anna, HEAD);
  await enter(maria, COLLEAGUE);
  await begin(anna, EXTRACT);
  await goOn(anna);
  await expect(anna).toHaveURL(/\/edit\/request/);
  await maria.goto(anna.url());

  await anna.getByLabel('Пояснение').fill('Написала Анна');
  await press(anna, 'Сохранить и выйти').click();
  await expect(anna).toHaveURL(/\/applications$/);
  await maria.getByLabel('Пояснение').fill('Написала Мария');
  await press(maria, 'Сохранить и выйти').click();
  await expect(maria.getByText('APP-005').first()).toBeVisible();
  await expect(maria.getByRole('alert').first()).toContainText('Котова');
  await expect(maria.getByLabel('Пояснение')).toHaveValue('Написала Мария');
  await look(maria, 'application-conflict');
  await press(maria, 'Сохранить и выйти').click();
  await expect(maria).toHaveURL(/\/applications$/);
});

test('a draft waits while its author signs out', { tag: '@nojs' }, async ({ page }) => {
  await enter(page, HEAD);
  await begin(page, EXTRACT);
  await goOn(page);
  await fill(page, { Пояснение: 'Допишу после обеда' });
  const here = page.url();
  if (test.info().project.use.javaScriptEnabled === false) await press(page, 'Сохранить и выйти').click();
  else await expect(page.locator('[data-autosave-state]')).toHaveAttribute('data-state', 'saved', { timeout: 20_000 });
  await signOut(page);
  await signIn(page, HEAD);
  await page.goto(here);
  await expect(page.getByLabel('Пояснение')).toHaveValue('Допишу после обеда');
  await page.getByRole('link', { name: 'Удалить черновик' }).click();
  await look(page, 'draft-delete');
  await page.getByRole('main').getByRole('button').first().click();
  await expect(page).toHaveURL(/\/applications$/);
});

test('a double press submits once', async ({ page }) => {
  await enter(page, COLLEAGUE);
  await begin(page, EXTRACT);
  await goOn(page);
  await page.getByRole('radio', { name: 'Все лицензии организации' }).check();
  await fill(page, { [CONSENT]: true });
  await goOn(page);
  await expect(page).toHaveURL(/\/check$/);
  const submits: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/submit')) submits.push(request.url());
  });
  await press(page, 'Подать заявление').dblclick();
  await expect(page).toHaveURL(/\/done$/);
  const number = await page.locator('.copy code').innerText();
  expect(submits).toHaveLength(1);

  // And by hand: the same submission once more gives the same application and no second one.
  const again = await page.request.post(submits[0]!, { form: { revision: '1' }, headers: { 'Sec-Fetch-Site': 'same-origin' }, maxRedirects: 0 });
  expect([303, 409, 422]).toContain(again.status());
  await page.goto(`${new URL(page.url()).origin}${cabinetOf(page)}/applications?service=license-extract&state=submitted`);
  await expect(page.getByRole('link', { name: number, exact: true })).toHaveCount(1);
  await look(page, 'applications-filtered');
});

test('an application is withdrawn', { tag: '@nojs' }, async ({ page }) => {
  await enter(page, HEAD);
  await begin(page, EXTRACT);
  await goOn(page);
  await page.getByRole('radio', { name: 'Все лицензии организации' }).check();
  await fill(page, { [CONSENT]: true });
  await goOn(page);
  await press(page, 'Подать заявление').click();
  await press(page, 'Открыть заявление').click();
  await press(page, 'Отозвать').or(press(page, 'Отозвать заявление')).first().click();
  await look(page, 'application-withdraw');
  const reason = page.getByRole('main').locator('textarea');
  if (await reason.count()) await reason.fill('Подали по ошибке');
  await page.getByRole('main').getByRole('button').first().click();
  await expect(page.getByRole('main')).toContainText('Отозвано');
  await section(page, 'Заявления');
});

test('an application is made of an earlier one', { tag: '@nojs' }, async ({ page }) => {
  await enter(page, COLLEAGUE);
  await begin(page, EXTRACT);
  await goOn(page);
  await page.getByRole('radio', { name: 'Одну лицензию' }).check();
  await fill(page, { 'Номер лицензии': 'АН-99-000777', [CONSENT]: true });
  await goOn(page);
  await press(page, 'Подать заявление').click();
  const number = await page.locator('.copy code').innerText();
  await press(page, 'Открыть заявление').click();
  await press(page, 'Создать на основе').click();
  await expect(page.getByRole('main')).toContainText(`Ответы взяты из заявления «${number}»`);
  await look(page, 'application-copy');
  await goOn(page);
  await expect(page.getByLabel('Номер лицензии')).toHaveValue('АН-99-000777');
  await expect(page.getByRole('checkbox', { name: CONSENT })).not.toBeChecked();
  await press(page, 'Сохранить и выйти').click();
  await expect(page.getByRole('row').filter({ hasText: 'Черновик' }).first()).toBeVisible();
  await look(page, 'applications-with-copies');
  await page.getByRole('row').filter({ hasText: number }).getByRole('link', { name: /Создать на основе/ }).click();
  await expect(page).toHaveURL(/\/edit\/applicant\?service=license-extract&from=/);
});
