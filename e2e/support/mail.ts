// Reads mail where the demo keeps it: on its own page, in the browser, scripts or not.
import { type Page, expect } from '@playwright/test';

/** Everything the browser tests know about the mail catcher's page. */
const CATCHER = {
  list: '/demo/mail',
  /** One message in the list; it shows the address and the subject and links to the message. */
  rows: 'main li, main tbody tr',
  /** The message's text. */
  body: 'main',
};

/** Waits for a mail, opens it in `page` and returns the links in its text. */
export async function openMail(page: Page, to: string, subject: string | RegExp): Promise<string[]> {
  const row = page.locator(CATCHER.rows).filter({ hasText: to }).filter({ hasText: subject }).first();
  await expect(async () => {
    await page.goto(CATCHER.list);
    await expect(row).toBeVisible({ timeout: 500 });
  }, `mail to ${to} about ${subject}`).toPass({ timeout: 60_000, intervals: [200, 500, 1000] });
  await row.getByRole('link').first().click();
  const text = await page.locator(CATCHER.body).innerText();
  return text.match(/https?:\/\/[^\s<>"»)]+/g) ?? [];
}

/** The one link in a mail whose address matches. */
export async function linkFromMail(page: Page, to: string, subject: string | RegExp, address: RegExp) {
  const links = await openMail(page, to, subject);
  const link = links.find((one) => address.test(one));
  expect(link, `a link like ${address} in the mail; found ${links.join(' ') || 'none'}`).toBeTruthy();
  return link as string;
}

/** Waits for a text message to a phone, leaves `page` at the list of them, and returns its code. */
export async function codeFromSms(page: Page, phone: string): Promise<string> {
  const row = page.locator(CATCHER.rows).filter({ hasText: phone }).first();
  await expect(async () => {
    await page.goto('/demo/sms');
    await expect(row).toBeVisible({ timeout: 500 });
  }, `a text message to ${phone}`).toPass({ timeout: 60_000, intervals: [200, 500, 1000] });
  const code = /\b\d{6}\b/.exec(await row.innerText());
  expect(code, 'six digits in the message').toBeTruthy();
  return code![0];
}
