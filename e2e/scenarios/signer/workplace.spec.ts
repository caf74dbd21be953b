// «Проверка рабочего места» names each fault with what to do about it.
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';

test('a good workplace is good, line by line', { tag: '@mobile' }, async ({ page }) => {
  await page.goto('/workplace');
  const line = (name: string) => page.locator(`[data-check=${name}]`);
  await expect(line('javascript')).toHaveAttribute('data-state', 'good');
  await expect(line('browser')).toContainText('подходит');
  await expect(line('clock')).toContainText('Идут верно');
  await expect(line('popups')).toContainText('Ещё не проверены');
  const [opened] = await Promise.all([page.waitForEvent('popup'), line('popups').getByRole('button', { name: 'Проверить' }).click()]);
  await expect(line('popups')).toContainText('Открываются.');
  await expect(line('popups')).toHaveAttribute('data-state', 'good');
  expect(opened.isClosed()).toBe(true);
  await expect(line('wasm')).toContainText('Работает');
  await expect(line('plugin')).toContainText('Не найден');
  await look(page, 'workplace-good');
});

test('a clock that is a day fast, or ten minutes slow, is named', async ({ person }) => {
  for (const [minutes, text] of [
    [24 * 60 + 3 * 24 * 60, 'Спешат на 4 дн.'],
    [-10, 'Отстают на 10 мин.'],
  ] as const) {
    const page = await person(`clock ${minutes}`);
    await page.addInitScript((off) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + off * 60_000;
    }, minutes);
    await page.goto('/workplace');
    await expect(page.locator('[data-check=clock]')).toContainText(text);
    await expect(page.locator('[data-check=clock]')).toContainText('установку времени по интернету');
    await expect(page.locator('[data-check=clock]')).toHaveAttribute('data-state', 'bad');
  }
});

test('blocked pop-ups are named, also where the blocker closes them in silence', async ({ person }) => {
  const blockers = {
    refuses: () => void (window.open = () => null),
    closes: () => void (window.open = () => ({ closed: true, close() {} }) as Window),
  };
  for (const [name, blocker] of Object.entries(blockers)) {
    const page = await person(name);
    await page.addInitScript(blocker);
    await page.goto('/workplace');
    const line = page.locator('[data-check=popups]');
    const button = line.getByRole('button', { name: 'Проверить' });
    await button.focus();
    await page.keyboard.press('Enter');
    await expect(line).toContainText('Разрешите всплывающие окна для этого сайта');
    await expect(line).toHaveAttribute('data-state', 'bad');
    await expect(button).toBeFocused();
    if (name === 'refuses') await look(page, 'workplace-popups');
  }
});

test('a browser that forbids WebAssembly is told so', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(window, 'WebAssembly', { value: undefined }));
  await page.goto('/workplace');
  await expect(page.locator('[data-check=wasm]')).toContainText('Браузер его не запускает (SGN-020)');
  await look(page, 'workplace-no-wasm');
});

test('a module that is blocked on the way is told apart', async ({ page, complaints }) => {
  await page.route('**/signer-*.wasm', (route) => route.abort());
  await page.goto('/workplace');
  await expect(page.locator('[data-check=wasm]')).toContainText('Не загрузился (SGN-022)');
  // The browser says that the request failed; here it was made to.
  complaints.length = 0;
});

test('the trial form without a signature is not a signature', async ({ page }) => {
  const answer = await page.request.post('/workplace', {
    form: { signature: '' },
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  expect(answer.status()).toBe(422);
});
