// The people of the demo, and what every person does: sign in, fill in a form, open the menu.
import { type Locator, type Page, expect } from '@playwright/test';

/** The same for everybody in the demo. */
export const PASSWORD = 'Kabinet-2026!';

export const HEAD = 'kotova@sevluch.example';
export const COLLEAGUE = 'guseva@sevluch.example';
export const CONTROLLER = 'belov@sevluch.example';
export const OFFICER = 'ermakova@dtl.example';
export const MANAGER = 'zorin@dtl.example';
export const OPERATOR = 'operator@kabinet.example';

/** Signs in with a password alone. */
export async function signIn(page: Page, email: string, password = PASSWORD) {
  await page.goto('/sign-in');
  await fill(page, { 'Электронная почта': email, Пароль: password });
  await page.getByRole('main').getByRole('button', { name: 'Войти' }).click();
  await expect(page).not.toHaveURL(/\/sign-in$/);
}

/** Through the menu that stands behind the person's name. */
export async function signOut(page: Page) {
  await page.locator('details.user summary').click();
  await page.getByRole('button', { name: 'Выйти', exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
}

/** Goes to a section of the cabinet, by the menu. */
export async function section(page: Page, name: string) {
  await page.getByRole('navigation', { name: 'Разделы кабинета' }).getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

/** Fills in fields by their labels: texts, choices of closed lists, check marks. */
export async function fill(where: Page | Locator, answers: Record<string, string | boolean>) {
  for (const [label, answer] of Object.entries(answers)) {
    const field = where.getByLabel(labelled(label));
    if (typeof answer === 'boolean') await field.setChecked(answer);
    else if (await field.evaluate((one) => one.tagName === 'SELECT')) await field.selectOption({ label: answer });
    else await field.fill(answer);
  }
}

/** A label as it stands on the page, where «(необязательно)» may follow it. */
export function labelled(label: string): RegExp {
  const plain = label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^\\s*${plain}(\\s*\\(необязательно\\))?\\s*$`);
}

/** A button or a link that looks like one, in the page's content. */
export function press(page: Page, name: string | RegExp): Locator {
  const main = page.getByRole('main');
  return main.getByRole('button', { name, exact: true }).or(main.getByRole('link', { name, exact: true })).first();
}

/** The status of an answer to a plain request with the person's cookies. */
export async function statusOf(page: Page, path: string): Promise<number> {
  return (await page.request.get(path, { maxRedirects: 0 })).status();
}

/** The organization that the page's address names, as `/o/UUID`. */
export function cabinetOf(page: Page): string {
  const found = /\/o\/[0-9a-f-]{36}/.exec(page.url());
  expect(found, `an organization in ${page.url()}`).toBeTruthy();
  return found![0];
}

/** ДД.ММ.ГГГГ so many days from today, in Moscow as the demo's people live. */
export function day(offset: number): string {
  const moment = new Date(Date.now() + offset * 86_400_000);
  return moment.toLocaleDateString('ru-RU', { timeZone: 'Europe/Moscow', day: '2-digit', month: '2-digit', year: 'numeric' });
}
