// Pages that say no.
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { COLLEAGUE, signIn, statusOf } from '../../support/people';

test('what is not there is 404, and a stranger sees the same', { tag: '@nojs' }, async ({ page }) => {
  expect((await page.goto('/no/such/page'))?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Такой страницы нет');
  await look(page, 'not-found');
  await signIn(page, COLLEAGUE);
  const answer = await page.goto('/o/019f0000-0000-7000-8000-000000000000');
  expect(answer?.status()).toBe(404);
  await look(page, 'not-found-signed-in');
  expect(await statusOf(page, '/operator')).toBe(404);
});

test('terms, data and the catalogue are open to everybody', async ({ page }) => {
  for (const name of ['terms', 'privacy', 'services', 'services/passenger-transport-license']) {
    expect((await page.goto(`/${name}`))?.status()).toBe(200);
    await look(page, `public-${name.replace('/', '-')}`);
  }
});
