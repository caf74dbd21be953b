// The register of organizations: suggestions while typing, search with typos and filters, the card,
// and the way from it to linking.
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { COLLEAGUE, fill, press, section, signIn } from '../../support/people';

const FIELD = 'ИНН, ОГРН или название';

test('an organization is found while typing its name', async ({ page }) => {
  await signIn(page, COLLEAGUE);
  await page.goto('/me/organizations');
  await section(page, 'Реестр организаций');
  await expect(page.getByText('Кого ищем?')).toBeVisible();
  await look(page, 'register-start');

  const field = page.getByRole('combobox', { name: FIELD });
  await expect(field).toHaveAttribute('aria-expanded', 'false');
  await field.pressSequentially('северный луч');
  const list = page.getByRole('listbox', { name: 'Подсказки из реестра' });
  await expect(list.getByRole('option').first()).toContainText('Северный луч');
  await expect(field).toHaveAttribute('aria-expanded', 'true');
  await field.press('ArrowDown');
  const active = list.locator('[aria-selected="true"]');
  await expect(active).toContainText('Северный луч');
  await expect(field).toHaveAttribute('aria-activedescendant', (await active.getAttribute('id'))!);
  await look(page, 'register-suggestions');
  await field.press('Escape');
  await expect(list).toBeHidden();
  await expect(field).toHaveValue('северный луч');
  await expect(field).not.toHaveAttribute('aria-activedescendant');
  await field.press('ArrowDown');
  await expect(list).toBeVisible();
  await field.press('ArrowDown');
  await field.press('Enter');
  await expect(page).toHaveURL(/\/registry\/\d{13}$/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Северный луч');
  await expect(page.getByText('Действует').first()).toBeVisible();
  await expect(page.getByText(/Сведения реестра на/)).toBeVisible();
  await look(page, 'register-card');
});

test('typos, filters and pages work without scripts', { tag: '@nojs' }, async ({ page }) => {
  await signIn(page, COLLEAGUE);
  await page.goto('/registry');
  await fill(page, { [FIELD]: 'севреный луч' });
  await press(page, 'Показать').click();
  await expect(page).toHaveURL(/\/registry\?q=/);
  await expect(page.getByText('Показано по запросу')).toBeVisible();
  await expect(page.getByRole('row', { name: /Северный луч/ }).first()).toBeVisible();
  await look(page, 'register-typo');
  await page.getByRole('main').getByRole('link', { name: 'северный луч', exact: true }).click();
  await expect(page.getByText('Показано по запросу')).toBeHidden();

  await fill(page, { Состояние: 'Ликвидирована' });
  await press(page, 'Показать').click();
  await expect(page).toHaveURL(/status=liquidated/);
  await expect(page.getByText('С этими фильтрами ничего нет')).toBeVisible();
  await look(page, 'register-nothing-with-filters');
  await press(page, 'Искать без фильтров').click();
  await expect(page.getByRole('row', { name: /Северный луч/ }).first()).toBeVisible();

  await page.goto('/registry?kind=sole_trader');
  await expect(page.getByText(/^Найден/)).toBeVisible();
  await page.getByRole('navigation', { name: 'Страницы списка' }).getByRole('link', { name: '2', exact: false }).first().click();
  await expect(page).toHaveURL(/kind=sole_trader&page=2/);
  await look(page, 'register-page-2');

  await page.goto('/registry?q=ъъъъъъъъ');
  await expect(page.getByText('Ничего не нашлось')).toBeVisible();
  await look(page, 'register-nothing');
});

test('from the card to linking', { tag: '@nojs' }, async ({ page }) => {
  await signIn(page, COLLEAGUE);
  await page.goto('/registry?status=active&kind=company');
  await page.getByRole('main').getByRole('table').getByRole('link').first().click();
  const ogrn = /\/registry\/(\d+)/.exec(page.url())![1];
  await press(page, 'Подключить организацию').click();
  await expect(page.getByLabel('ИНН, ОГРН или наименование')).toHaveValue(ogrn);
  await expect(page.getByRole('button', { name: /Выбрать/ }).first()).toBeVisible();
});

test('a name typed into the first step of linking offers numbers', async ({ page }) => {
  await signIn(page, COLLEAGUE);
  await page.goto('/me/organizations/add');
  const field = page.getByRole('combobox', { name: 'ИНН, ОГРН или наименование' });
  await field.pressSequentially('северный');
  await page.getByRole('option').first().click();
  await expect(field).toHaveValue(/^\d{13}$/);
  await look(page, 'link-suggested');

  // A number that stands there whole is not offered again: the list would cover the button below.
  const ogrn = await field.inputValue();
  const answered = page.waitForResponse((response) => response.url().endsWith(`/suggest?q=${ogrn}`));
  await field.press('Backspace');
  await field.pressSequentially(ogrn.slice(-1));
  await (await answered).finished();
  await expect(page.getByRole('status').filter({ hasText: 'Подсказок нет' })).toBeAttached();
  await expect(page.getByRole('listbox')).toBeHidden();
});
