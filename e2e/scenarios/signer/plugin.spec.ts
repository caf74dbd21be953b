// Keys on tokens: the plug-in is a stand-in with its documented interface, which really signs. The key
// lies in Node, where our own signer works; the page sees what it would see of CryptoPro.
import { createHash } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { type Person, lastSignature, people, random, signButton, signer, watch } from './support';

const made = people();
test.afterAll(() => made.gone());

interface StandIn {
  thumbprint: string;
  subject: string;
  issuer: string;
  from: string;
  to: string;
  /** Names of cryptographic providers by type. */
  providers: Record<number, string>;
}

/** What cadesplugin_api.js leaves in a page once the extension and the plug-in answer. */
function standIn(given: StandIn) {
  const version = async () => ({ MajorVersion: Promise.resolve(2), MinorVersion: Promise.resolve(0), BuildVersion: Promise.resolve(15700) });
  const certificate = {
    SubjectName: Promise.resolve(given.subject),
    IssuerName: Promise.resolve(given.issuer),
    Thumbprint: Promise.resolve(given.thumbprint),
    SerialNumber: Promise.resolve('01'),
    ValidFromDate: Promise.resolve(given.from),
    ValidToDate: Promise.resolve(given.to),
    PrivateKey: Promise.resolve({}),
  };
  const list = (items: unknown[]) => ({
    Count: Promise.resolve(items.length),
    Item: async (number: number) => items[number - 1],
    Find: async (kind: number, value?: string) =>
      list(kind === 0 && value !== given.thumbprint ? [] : items),
  });
  const objects: Record<string, () => unknown> = {
    'CAdESCOM.About': () => ({
      PluginVersion: version(),
      CSPVersion: version,
      CSPName: async (type: number) => {
        if (!given.providers[type]) throw new Error('Указан неверный тип поставщика. (0x80090014)');
        return given.providers[type];
      },
    }),
    'CAdESCOM.Store': () => {
      let open = false;
      return {
        Open: async () => void (open = true),
        Close: async () => void (open = false),
        get Certificates() {
          if (!open) throw new Error('Хранилище закрыто');
          return Promise.resolve(list([certificate]));
        },
      };
    },
    'CADESCOM.CPAttribute': () => ({ propset_Name: async () => undefined, propset_Value: async () => undefined }),
    'CAdESCOM.CPSigner': () => {
      const own: Record<string, unknown> = {
        AuthenticatedAttributes2: Promise.resolve({ Add: async () => undefined }),
        propset_Options: async () => undefined,
        propset_Certificate: async (one: unknown) => void (own.certificate = one),
      };
      return own;
    },
    'CAdESCOM.CadesSignedData': () => {
      let encoding = 0;
      let content = '';
      return {
        propset_ContentEncoding: async (value: number) => void (encoding = value),
        propset_Content: async (value: string) => void (content = value),
        SignCades: async (one: { certificate?: unknown }, type: number, detached: boolean) => {
          if (one.certificate !== certificate) throw new Error('Нет сертификата');
          if (encoding !== 1 || type !== 1) throw new Error('Не Base64 или не CAdES-BES');
          const page = window as never as { tokenSigns(content: string, detached: boolean): Promise<string>; cancelled?: boolean };
          if (page.cancelled) {
            page.cancelled = false;
            throw new Error('Действие было отменено пользователем. (0x8010006E)');
          }
          return page.tokenSigns(content, detached);
        },
      };
    },
  };
  const plugin = Object.assign(Promise.resolve(), {
    JSModuleVersion: '2.3.4',
    CreateObjectAsync: async (name: string) => {
      const make = objects[name];
      if (!make) throw new Error(`нет объекта ${name}`);
      return make();
    },
  });
  Object.assign(window, { cadesplugin: plugin });
}

async function insertToken(page: Page, person: Person, providers: Record<number, string>) {
  const module = await signer();
  const keys = new module.Keys(person.file, person.password);
  const about = keys.describe(0);
  // As the plug-in returns it: Base64 in lines.
  await page.exposeFunction('tokenSigns', (content: string, detached: boolean) =>
    Buffer.from(keys.sign(0, Buffer.from(content, 'base64'), !detached, Date.now(), random()))
      .toString('base64')
      .replace(/.{64}/g, '$&\r\n'),
  );
  const der = Buffer.from(person.certificate.toString().replace(/-----[^-]+-----|\s/g, ''), 'base64');
  await page.addInitScript(standIn, {
    thumbprint: createHash('sha1').update(der).digest('hex').toUpperCase(),
    subject: 'T=Директор, O="ООО ""Северный луч""", CN=Котова Анна Сергеевна, G=Анна Сергеевна, SN=Котова, C=RU',
    issuer: 'CN=Учебный центр, C=RU',
    from: new Date(about.not_before).toISOString(),
    to: new Date(about.not_after).toISOString(),
    providers,
  });
}

const CRYPTO_PRO = { 75: 'Crypto-Pro GOST R 34.10-2001 Cryptographic Service Provider', 80: 'Crypto-Pro GOST R 34.10-2012 Cryptographic Service Provider' };

test('a key on a token signs through the plug-in, and the server verifies it', async ({ page, context }) => {
  const seen = watch(context);
  await insertToken(page, made.of('token'), CRYPTO_PRO);
  await page.goto('/workplace');
  await expect(page.locator('[data-check=plugin]')).toContainText('Установлен, версия 2.0.15700');
  await expect(page.locator('[data-check=conflicts]')).toContainText('Помех не видно');
  const panel = page.locator('[data-signing]');
  await panel.getByLabel('Ключ на токене (КриптоПро)').check();
  const certificate = panel.getByRole('radio', { name: /Котова Анна Сергеевна · ООО "Северный луч" · до .* · Учебный центр/ });
  await expect(certificate).toBeChecked();
  await look(page, 'signing-token');
  await signButton(page).click();
  await expect(page.getByRole('heading', { name: 'Результат пробной подписи' })).toBeVisible();
  await expect(page.locator('#result')).toContainText('Котова');
  expect(made.authority().verify(lastSignature(seen)).toString()).toContain('Пробная подпись');
});

test('a signature that was cancelled in the window of CryptoPro can be tried again', async ({ page }) => {
  await insertToken(page, made.of('cancel'), CRYPTO_PRO);
  await page.goto('/workplace');
  await page.evaluate(() => Object.assign(window, { cancelled: true }));
  const panel = page.locator('[data-signing]');
  await panel.getByLabel('Ключ на токене (КриптоПро)').check();
  await expect(panel.getByRole('radio', { name: /Котова/ })).toBeChecked();
  await signButton(page).click();
  await expect(panel.getByText('Вы отменили подпись в окне КриптоПро.')).toBeVisible();
  await signButton(page).click();
  await expect(page.getByRole('heading', { name: 'Результат пробной подписи' })).toBeVisible();
});

test('another provider in the place of CryptoPro is named', async ({ page }) => {
  await insertToken(page, made.of('conflict'), { 75: 'Infotecs Cryptographic Service Provider', 80: 'Infotecs GOST 2012/512 Cryptographic Service Provider' });
  await page.goto('/workplace');
  await expect(page.locator('[data-check=conflicts]')).toContainText('Вместо КриптоПро CSP отвечает другая программа: Infotecs');
  await look(page, 'workplace-conflict');
});

test('without the plug-in the panel says what to install', async ({ page }) => {
  await page.goto('/workplace');
  await expect(page.locator('[data-check=plugin]')).toContainText('Не найден');
  const panel = page.locator('[data-signing]');
  await panel.getByLabel('Ключ на токене (КриптоПро)').check();
  await expect(panel.getByText('КриптоПро ЭЦП Browser plug-in не отвечает.')).toBeVisible();
  await look(page, 'signing-no-plugin');
});
