// Steps 6 and 7: the authority considers, asks, decides; the applicant watches without reloading.
import { readFileSync } from 'node:fs';
import { type Page, expect } from '@playwright/test';
import { pdf } from '../../support/files';
import { linkFromMail } from '../../support/mail';
import { MANAGER, day, fill, press, section, signIn } from '../../support/people';
import { EXTRACT, LICENCE } from './applicant';
import { type Cast, INVITED } from './cast';

const ASKED = 'Приложите договор аренды стоянки';

/** Sees what another person did: by itself with scripts, by reloading without them. */
async function seeChange(cast: Cast, page: Page, text: string | RegExp) {
  if (cast.scripts) {
    await expect(page.getByRole('main')).toContainText(text);
    expect(await page.evaluate('window.stays'), 'the page was not loaded again').toBe('yes');
    return;
  }
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('main')).toContainText(text, { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
}

/** Opens the application and marks the window, so that a reload would be seen. */
export async function watch(cast: Cast, number: string) {
  const page = cast.colleague;
  await section(page, 'Заявления');
  await cast.look(page, 'applications');
  await page.getByRole('main').getByRole('link', { name: number, exact: true }).click();
  await expect(page.getByRole('main')).toContainText('Подано');
  if (cast.scripts) {
    await page.evaluate("window.stays = 'yes'");
    await expect(page.locator('[data-live-state]').first()).toHaveText('статусы обновляются');
  }
  await cast.look(page, 'application-submitted');
}

export async function takeAndAsk(cast: Cast, number: string) {
  const { officer: page, look } = cast;
  await page.goto('/me/organizations');
  await page.getByRole('main').getByRole('link', { name: /Департамент/ }).first().click();
  await look(page, 'authority-overview');
  await section(page, 'Очередь заявлений');
  await expect(page.getByRole('row', { name: new RegExp(`${number}.*гавань`, 'i') })).toBeVisible();
  await look(page, 'queue');
  await page.getByRole('main').getByRole('link', { name: number, exact: true }).click();
  await press(page, 'Взять в работу').click();
  await seeChange(cast, cast.colleague, 'В работе');

  await unfold(page, 'Запросить дополнение');
  const ask = page.locator('form[action$="/ask"]');
  await ask.getByRole('button').click();
  await expect(page.locator('#error-summary')).toBeFocused();
  await expect(page.locator('#error-summary')).toContainText('Напишите, что нужно добавить');
  await expect(page.locator('#error-summary')).toContainText('Укажите дату от завтрашнего дня');
  await look(page, 'queue-ask-errors');
  await page.locator('#error-summary').getByRole('link', { name: 'Напишите, что нужно добавить' }).click();
  await expect(ask.locator('[name="what"]')).toBeFocused();
  await ask.locator('[name="what"]').fill(ASKED);
  await ask.locator('[name="due"]').fill(day(-1));
  await ask.getByRole('button').click();
  await expect(page.locator('#error-summary')).toBeFocused();
  await expect(ask.locator('[name="what"]')).toHaveValue(ASKED);
  await ask.locator('[name="due"]').fill(day(7));
  await look(page, 'queue-ask');
  await ask.getByRole('button').click();
  await seeChange(cast, cast.colleague, ASKED);
}

/** A folded form opens by its title, unless it stands open already. */
async function unfold(page: Page, title: string | RegExp) {
  const details = page.locator('details.panel').filter({ hasText: title });
  if ((await details.count()) && !(await details.first().getAttribute('open'))) {
    const isOpen = await details.first().evaluate((one) => (one as HTMLDetailsElement).open);
    if (!isOpen) await details.first().locator('summary').click();
  }
}

export async function answerWithFile(cast: Cast) {
  const { colleague: page, look } = cast;
  await look(page, 'application-addition');
  const form = page.locator('form[action$="/addition"]');
  await form.getByRole('button', { name: 'Отправить дополнение' }).click();
  await expect(page.locator('#error-summary')).toContainText('Напишите пояснение или приложите файлы');
  await form.locator('[name="text"]').fill('Договор приложен');
  await form.locator('input[type="file"]').setInputFiles(pdf('Договор аренды.pdf'));
  await form.getByRole('button', { name: 'Отправить дополнение' }).click();
  await expect(page.getByRole('link', { name: 'Договор аренды.pdf' })).toBeVisible();
  if (cast.scripts) await page.evaluate("window.stays = 'yes'");
}

export async function proposeApproval(cast: Cast, number: string) {
  const { officer: page, look } = cast;
  await section(page, 'Очередь заявлений');
  await page.getByRole('main').getByRole('link', { name: number, exact: true }).click();
  await expect(page.getByRole('link', { name: 'Договор аренды.pdf' })).toBeVisible();
  await look(page, 'queue-application');
  const decide = page.locator('form[action$="/decide"]');
  await decide.getByRole('button').click();
  await expect(page.locator('#error-summary')).toBeFocused();
  await decide.getByRole('radio', { name: 'Одобрить' }).check();
  await decide.locator('[name="text"]').fill('Предоставить лицензию на перевозку пассажиров двенадцатью автобусами');
  await decide.getByRole('button').click();
  await expect(page.getByRole('main')).toContainText('На согласовании');
  await look(page, 'queue-proposed');
  await expect(page.locator('form[action$="/approve"]'), 'who proposed does not approve').toHaveCount(0);
  await seeChange(cast, cast.colleague, 'На согласовании');
}

export async function approve(cast: Cast, number: string) {
  const { manager: page, look } = cast;
  await signIn(page, MANAGER);
  await page.goto('/me/organizations');
  await page.getByRole('main').getByRole('link', { name: /Департамент/ }).first().click();
  await section(page, 'Очередь заявлений');
  await page.getByRole('main').getByRole('link', { name: number, exact: true }).click();
  await look(page, 'queue-approve');
  await page.locator('form[action$="/approve"]').getByRole('button').click();
  await expect(page.getByRole('main')).toContainText('Одобрено');
  await seeChange(cast, cast.colleague, 'Одобрено');
  await look(cast.colleague, 'application-approved');
}

/** The result as PDF and the application as XML. */
export async function takeResult({ colleague: page }: Cast, number: string) {
  const result = page.waitForEvent('download');
  await page.locator('[data-live-part="application-outcome"] .files a').first().click();
  const file = readFileSync(await (await result).path());
  expect(file.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  expect(file.length).toBeGreaterThan(2_000);

  const xml = page.waitForEvent('download');
  await page.locator('a[href$="/application.xml"]').click();
  const text = readFileSync(await (await xml).path(), 'utf8');
  expect(text).toMatch(/^<\?xml /);
  expect(text).toContain(number);
}

/** The second application is decided in one step, with reasons. */
export async function refuse(cast: Cast, number: string) {
  const { officer: page, colleague, look } = cast;
  await section(page, 'Очередь заявлений');
  await page.getByRole('main').getByRole('link', { name: number, exact: true }).click();
  await press(page, 'Взять в работу').click();
  const decide = page.locator('form[action$="/decide"]');
  await decide.getByRole('radio', { name: 'Отказать' }).check();
  await decide.getByRole('button').click();
  await expect(page.locator('#error-summary')).toContainText('Напишите причины отказа');
  await expect(page.locator('#error-summary')).toContainText('Напишите, что можно сделать заявителю');
  await expect(decide.getByRole('radio', { name: 'Отказать' })).toBeChecked();
  await look(page, 'queue-refuse-errors');
  await decide.locator('[name="reasons"]').fill('Лицензии с таким номером в реестре нет\nНомер указан не полностью');
  await decide.locator('[name="advice"]').fill('Проверьте номер лицензии и подайте заявление снова');
  await look(page, 'queue-refuse');
  await decide.getByRole('button').click();
  await expect(page.getByRole('main')).toContainText('В заявлении отказано');

  await section(colleague, 'Заявления');
  await colleague.getByRole('main').getByRole('link', { name: number, exact: true }).click();
  await expect(colleague.getByRole('main')).toContainText('Лицензии с таким номером в реестре нет');
  await expect(colleague.getByRole('main')).toContainText('Проверьте номер лицензии и подайте заявление снова');
  await look(colleague, 'application-refused');
}

export async function mailsArrived({ colleague, cabinet, look }: Cast, licence: string, extract: string) {
  // By the subjects of the decisions: the receipts name the numbers too.
  for (const [subject, service] of [
    [`Заявление ${licence} одобрено`, LICENCE],
    [`В заявлении ${extract} отказано`, EXTRACT],
  ] as const) {
    const link = await linkFromMail(colleague, INVITED.email, subject, new RegExp(`${cabinet}/applications/`));
    await colleague.goto(link);
    await expect(colleague.getByRole('main')).toContainText(service);
  }
  await colleague.goto('/me/notices');
  await expect(colleague.getByRole('main')).toContainText(licence);
  await look(colleague, 'notices');
  await colleague.goto(cabinet);
  await look(colleague, 'overview');
}
