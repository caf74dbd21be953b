// A server with narrow limits: too many knocks are told to wait.
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { fill, press } from '../../support/people';

test.use({ serverSettings: { name: 'limits', env: { KABINET_LIMITS_SIGN_IN_PER_MINUTE: '2' } } });

test('too many tries from one address have to wait', async ({ page }) => {
  for (let attempt = 1; attempt <= 3; attempt++) {
    await page.goto('/sign-in');
    await fill(page, { 'Электронная почта': `nobody${attempt}@sevluch.example`, Пароль: 'wrong-1!' });
    await press(page, 'Войти').click();
  }
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Слишком много попыток');
  await expect(page.getByText('WEB-429')).toBeVisible();
  await look(page, 'too-many');
});
