// Keys on tokens: the plug-in is a stand-in with its documented interface, which really signs. The key
// lies in Node, where our own signer works; the page sees what it would see of CryptoPro.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../../support/fixtures';
import { pdf } from '../../support/files';
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
  /** Others that are installed beside, by their names. */
  beside: string[];
  /** The certificate in Base64. */
  certificate: string;
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
    Export: async (encoding: number) => {
      if (encoding !== 0) throw new Error('Не Base64');
      return given.certificate.replace(/.{64}/g, '$&\r\n');
    },
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
      CSPVersion: async (name: string, type: number) => {
        const isThere = name ? given.beside.includes(name) : given.providers[type];
        if (!isThere) throw new Error('Набор ключей не зарегистрирован. (0x80090019)');
        return version();
      },
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
    'CAdESCOM.HashedData': () => {
      const own = { algorithm: 0, encoding: 0, message: '' };
      return {
        own,
        propset_Algorithm: async (value: number) => void (own.algorithm = value),
        propset_DataEncoding: async (value: number) => void (own.encoding = value),
        Hash: async (data: string) => void (own.message = data),
      };
    },
    'CAdESCOM.RawSignature': () => ({
      SignHash: async (hashed: { own: { algorithm: number; encoding: number; message: string } }, one: unknown) => {
        const { algorithm, encoding, message } = hashed.own;
        if (one !== certificate || encoding !== 1) throw new Error('Нет сертификата или не Base64');
        const bits = { 101: 256, 102: 512 }[algorithm];
        if (!bits) throw new Error('Указан неправильный алгоритм. (0x80090008)');
        return (window as never as { tokenSignsRaw(message: string, bits: number): Promise<string> }).tokenSignsRaw(message, bits);
      },
    }),
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

/** The key `name` of the tests' authority lies on the token. */
async function insertToken(page: Page, name: string, providers: Record<number, string>, options: { bits?: number; beside?: string[] } = {}) {
  const person: Person = made.of(name, { bits: options.bits ?? 256 });
  const module = await signer();
  const keys = new module.Keys(person.file, person.password);
  const about = keys.describe(0);
  // As the plug-in returns it: Base64 in lines.
  await page.exposeFunction('tokenSigns', (content: string, detached: boolean) =>
    Buffer.from(keys.sign(0, Buffer.from(content, 'base64'), !detached, Date.now(), random()))
      .toString('base64')
      .replace(/.{64}/g, '$&\r\n'),
  );
  // As CryptoAPI gives it: the value's bytes in reverse, hexadecimal.
  await page.exposeFunction('tokenSignsRaw', (message: string, bits: number) =>
    Buffer.from(made.authority().signRaw(name, bits, Buffer.from(message, 'base64'))).reverse().toString('hex').toUpperCase(),
  );
  const der = Buffer.from(person.certificate.toString().replace(/-----[^-]+-----|\s/g, ''), 'base64');
  await page.addInitScript(standIn, {
    thumbprint: createHash('sha1').update(der).digest('hex').toUpperCase(),
    subject: 'T=Директор, O="ООО ""Северный луч""", CN=Котова Анна Сергеевна, G=Анна Сергеевна, SN=Котова, C=RU',
    issuer: 'CN=Учебный центр, C=RU',
    from: new Date(about.not_before).toISOString(),
    to: new Date(about.not_after).toISOString(),
    providers,
    beside: options.beside ?? [],
    certificate: der.toString('base64'),
  });
}

const CRYPTO_PRO = { 75: 'Crypto-Pro GOST R 34.10-2001 Cryptographic Service Provider', 80: 'Crypto-Pro GOST R 34.10-2012 Cryptographic Service Provider' };

test('a key on a token signs through the plug-in, and the server verifies it', async ({ page, context }) => {
  const seen = watch(context);
  await insertToken(page, 'token', CRYPTO_PRO);
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
  await insertToken(page, 'cancel', CRYPTO_PRO);
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
  await insertToken(page, 'conflict', { 75: 'Infotecs Cryptographic Service Provider', 80: 'Infotecs GOST 2012/512 Cryptographic Service Provider' });
  await page.goto('/workplace');
  await expect(page.locator('[data-check=conflicts]')).toContainText('Вместо КриптоПро CSP отвечает другая программа: Infotecs');
  await expect(page.locator('[data-check=conflicts]')).toHaveAttribute('data-state', 'bad');
  await look(page, 'workplace-conflict');
});

test('a provider that answers for a part of the keys is named', async ({ page }) => {
  await insertToken(page, 'mixed', { ...CRYPTO_PRO, 81: 'Signal-COM GOST Cryptographic Provider' });
  await page.goto('/workplace');
  const line = page.locator('[data-check=conflicts]');
  await expect(line).toContainText('Для части ключей ГОСТ вместо КриптоПро CSP отвечает другая программа: Signal-COM');
  await expect(line).toContainText('оставьте одну');
  await expect(line).toHaveAttribute('data-state', 'bad');
});

test('ViPNet beside CryptoPro and plug-ins of other makers are named, each with what to do', async ({ page }) => {
  await insertToken(page, 'beside', CRYPTO_PRO, { beside: ['Infotecs GOST 2012/512 Cryptographic Service Provider'] });
  await page.addInitScript(() => Object.assign(window, { 'C3B7563B-BF85-45B7-88FC-7CFF1BD3C2DB': {}, rutoken: {}, JCWebClient2: {} }));
  await page.goto('/workplace');
  const line = page.locator('[data-check=conflicts]');
  await expect(line).toContainText('Вместе с КриптоПро CSP установлены: Infotecs GOST 2012/512 Cryptographic Service Provider');
  await expect(line).toContainText('включите в ViPNet CSP режим совместимости');
  await expect(line).toContainText('другой плагин: Рутокен Плагин, JC-WebClient (JaCarta)');
  await expect(line).toHaveAttribute('data-state', 'unsure');
  await look(page, 'workplace-beside');
});

test('a plug-in without any provider is told apart', async ({ page }) => {
  await insertToken(page, 'none', {});
  await page.goto('/workplace');
  await expect(page.locator('[data-check=conflicts]')).toContainText('криптопровайдера ГОСТ нет');
  await expect(page.locator('[data-check=conflicts]')).toHaveAttribute('data-state', 'bad');
});

test('CryptoPro alone is no conflict', async ({ page }) => {
  await insertToken(page, 'alone', CRYPTO_PRO);
  await page.goto('/workplace');
  await expect(page.locator('[data-check=conflicts]')).toHaveAttribute('data-state', 'good');
  await expect(page.locator('[data-check=conflicts]')).toContainText('Помех не видно');
});

const DOCUMENTS = [
  { document: pdf('Договор.pdf'), format: 'PAdES-BES', bits: 256 },
  { document: { name: 'Отчёт.xml', mimeType: 'application/xml', buffer: Buffer.from('<Отчёт><Сумма>100</Сумма></Отчёт>') }, format: 'XAdES-BES', bits: 512 },
];
for (const { document, format, bits } of DOCUMENTS) {
  test(`a key of ${bits} bits on a token signs inside of ${document.name}`, async ({ page, server }, info) => {
    await insertToken(page, `inside-${bits}`, CRYPTO_PRO, { bits });
    await page.goto('/sign-file');
    await page.getByLabel('Документ', { exact: true }).setInputFiles(document);
    const panel = page.locator('[data-signing]');
    await panel.getByLabel('Ключ на токене (КриптоПро)').check();
    await expect(panel.getByRole('radio', { name: /Котова/ })).toBeChecked();
    await panel.getByRole('button', { name: 'Подписать', exact: true }).click();
    const result = page.locator('[data-signing-result]');
    await expect(result).toBeFocused();
    if (bits === 256) await look(page, 'sign-file-token');
    const [download] = await Promise.all([page.waitForEvent('download'), result.click()]);
    const file = info.outputPath(document.name);
    await download.saveAs(file);
    const report = server.verify(file, undefined, [join(made.authority().folder, 'root.crt')]);
    expect(report).toMatchObject({ indication: 'TOTAL_PASSED', signatures: [{ format }] });
  });
}

test('without the plug-in the panel says what to install', async ({ page }) => {
  await page.goto('/workplace');
  await expect(page.locator('[data-check=plugin]')).toContainText('Не найден');
  const panel = page.locator('[data-signing]');
  await panel.getByLabel('Ключ на токене (КриптоПро)').check();
  await expect(panel.getByText('КриптоПро ЭЦП Browser plug-in не отвечает.')).toBeVisible();
  await look(page, 'signing-no-plugin');
});
