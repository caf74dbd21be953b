// Step 7: the head and the controller read who did what and when; others cannot.
import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { fill, press, section, statusOf } from '../../support/people';
import type { Cast } from './cast';

export async function readJournal({ head, controller, colleague, officer, cabinet, look }: Cast, number: string) {
  for (const [page, name] of [[head, 'journal'], [controller, 'journal-controller']] as const) {
    await page.goto(cabinet);
    await section(page, 'Журнал действий');
    await fill(page, { 'Кто или с чем': number });
    await press(page, 'Показать').click();
    const rows = page.getByRole('row').filter({ hasText: number });
    const submitted = rows.filter({ hasText: /Подано заявление|Заявление подано/ });
    await expect(submitted).toContainText('Соколова Дарья Андреевна');
    await expect(submitted).toContainText(/\d+:\d\d/);
    await look(page, name);
  }
  await fill(controller, { 'Кто или с чем': 'нет такого' });
  await press(controller, 'Показать').click();
  await expect(controller.getByText('Записей нет')).toBeVisible();
  await look(controller, 'journal-empty');
  await press(controller, 'Сбросить').click();

  const download = controller.waitForEvent('download');
  await press(controller, 'Выгрузить').click();
  const csv = readFileSync(await (await download).path(), 'utf8');
  expect(csv.charCodeAt(0), 'a byte order mark for spreadsheets').toBe(0xfeff);
  expect(csv).toMatch(new RegExp(`\\d\\d\\.\\d\\d\\.\\d{4} \\d\\d:\\d\\d:\\d\\d;Соколова Дарья Андреевна;Специалист;[^;]+;${number}`));

  expect(await statusOf(colleague, `${cabinet}/journal`)).toBe(403);
  expect(await statusOf(colleague, `${cabinet}/journal.csv`)).toBe(403);
  expect(await statusOf(officer, `${cabinet}/journal`)).toBe(404);
}
