// Signing with a key file, in the page: by us, verified by OpenSSL and by our own server.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../../support/fixtures';
import { look } from '../../support/look';
import { PASSWORD, asBytes, giveKey, lastSignature, leaks, people, signButton, watch } from './support';

const made = people();
test.afterAll(() => made.gone());

test('a text is signed with a key file, and neither the key nor the password leaves the page', async ({ page, context }) => {
  const person = made.of('kotova');
  const seen = watch(context);
  await page.goto('/workplace');
  const text = await page.locator('.signing-text').innerText();
  await look(page, 'workplace');
  await giveKey(page, person);
  await signButton(page).click();
  await expect(page.getByRole('heading', { name: 'Результат пробной подписи' })).toBeVisible();
  await expect(page.locator('#result')).toContainText('Котова');
  await look(page, 'workplace-result');

  // OpenSSL agrees, and signed is what the person has read.
  const signature = lastSignature(seen);
  expect(made.authority().verify(signature).toString('utf8')).toBe(text.trimEnd());

  // The password, every 20 bytes of the key file, and the private key itself.
  const key = made.authority().run('pkey', '-in', 'kotova.key', '-outform', 'DER').subarray(-32);
  const secrets = [
    ...asBytes(PASSWORD),
    { name: 'a part of the key file', bytes: person.file, part: 20 },
    { name: 'a part of the private key', bytes: Buffer.from(key), part: 12 },
    { name: 'a part of the reversed private key', bytes: Buffer.from(key).reverse(), part: 12 },
    { name: 'the hash of the password', bytes: createHash('sha256').update(PASSWORD).digest() },
  ];
  expect(seen.requests.some((one) => one.method === 'POST')).toBe(true);
  expect(leaks(seen, secrets)).toEqual([]);

  // The watch is not blind: it sees what a bad page would do.
  await page.evaluate(
    async ([password, part]) => {
      await fetch(`/workplace?note=${encodeURIComponent(password)}`);
      await fetch('/workplace', { method: 'POST', body: new URLSearchParams({ signature: part }) });
    },
    [PASSWORD, person.file.subarray(100, 160).toString('base64')] as const,
  );
  const names = leaks(seen, secrets).join('\n');
  expect(names).toContain('the password in UTF-8');
  expect(names).toContain('a part of the key file');
});

test('the worker that sees the key has no way out', async ({ page }) => {
  await page.goto('/workplace');
  const address = await page.locator('[data-signing]').getAttribute('data-worker');
  const [worker] = await Promise.all([
    page.waitForEvent('worker'),
    page.evaluate((url) => {
      const rules = { createScriptURL: (text: string) => text };
      const types = (window as never as { trustedTypes: { createPolicy(name: string, rules: object): typeof rules } }).trustedTypes;
      const policy = types.createPolicy('test', rules);
      (window as never as { kept: Worker }).kept = new Worker(policy.createScriptURL(url));
    }, address!),
  ]);
  for (const way of ['fetch', 'socket', 'script']) {
    const outcome = await worker.evaluate(async (name) => {
      try {
        if (name === 'fetch') await fetch('/workplace', { method: 'POST', body: 'x' });
        if (name === 'script') (self as never as { importScripts(url: string): void }).importScripts('/assets/app.js');
        if (name === 'socket') {
          const socket = new WebSocket(`ws://${location.host}/`);
          await new Promise((done, failed) => {
            socket.onopen = done;
            socket.onerror = () => failed(new Error('refused'));
          });
        }
        return 'went out';
      } catch (error) {
        return `refused: ${error}`;
      }
    }, way);
    expect(outcome, way).toMatch(/^refused/);
  }
});

test('a wrong password is said at its field and asked for again', async ({ page, context }) => {
  const seen = watch(context);
  await page.goto('/workplace');
  const person = made.of('kotova');
  await giveKey(page, person, 'не тот пароль');
  await signButton(page).click();
  const panel = page.locator('[data-signing]');
  await expect(panel.getByText('Пароль не подходит к контейнеру.')).toBeVisible();
  await expect(panel.getByText('SIG-103')).toBeVisible();
  const password = panel.getByLabel('Пароль файла ключа');
  await expect(password).toHaveValue('');
  await expect(password).toBeFocused();
  await look(page, 'signing-wrong-password');
  expect(seen.requests.filter((one) => one.method === 'POST')).toEqual([]);
  await password.fill(PASSWORD);
  await signButton(page).click();
  await expect(page.getByRole('heading', { name: 'Результат пробной подписи' })).toBeVisible();
});

test('what is missing is said before anything happens', async ({ page }) => {
  await page.goto('/workplace');
  await signButton(page).click();
  const panel = page.locator('[data-signing]');
  await expect(panel.getByText('Выберите файл ключа.')).toBeVisible();
  await panel.getByLabel('Файл ключа', { exact: true }).last().setInputFiles({ name: 'фото.p12', mimeType: '', buffer: Buffer.from('не ключ') });
  await signButton(page).click();
  await expect(panel.getByText('Введите пароль файла ключа.')).toBeVisible();
  await panel.getByLabel('Пароль файла ключа').fill('x');
  await signButton(page).click();
  await expect(panel.getByText('Это не контейнер PKCS#12')).toBeVisible();
});

test('a key without a certificate takes the certificate from a file of its own', async ({ page, context }) => {
  const seen = watch(context);
  const person = made.of('bare');
  const key = made.authority().bareKey('bare', PASSWORD);
  await page.goto('/workplace');
  await giveKey(page, { ...person, file: key });
  await signButton(page).click();
  const panel = page.locator('[data-signing]');
  await expect(panel.getByText('В файле только ключ, без сертификата.')).toBeVisible();
  await panel.getByLabel('Файл сертификата').setInputFiles({ name: 'kotova.cer', mimeType: '', buffer: person.certificate });
  await panel.getByLabel('Пароль файла ключа').fill(PASSWORD);
  await signButton(page).click();
  await expect(page.getByRole('heading', { name: 'Результат пробной подписи' })).toBeVisible();
  expect(made.authority().verify(lastSignature(seen)).length).toBeGreaterThan(20);
});

test('without scripts the page says that signing needs them', { tag: '@nojs-only' }, async ({ page }) => {
  await page.goto('/workplace');
  await expect(page.getByText('включите JavaScript в браузере')).toBeVisible();
  await expect(page.locator('[data-check=javascript]')).toContainText('Выключен');
  await look(page, 'workplace-nojs');
});

test('signing in the browser is fast', async ({ page }) => {
  await page.goto('/workplace');
  for (const bits of [256, 512]) {
    const person = made.of(`speed-${bits}`, { bits });
    const times = await page.evaluate(
      async ({ file, password }) => {
        const panel = document.querySelector<HTMLElement>('[data-signing]')!;
        const rules = { createScriptURL: (text: string) => text };
        const types = (window as never as { trustedTypes: { createPolicy(name: string, rules: object): typeof rules } }).trustedTypes;
        const worker = new Worker(types.createPolicy('speed', rules).createScriptURL(panel.dataset.worker!));
        let id = 0;
        const ask = (question: object) =>
          new Promise<unknown>((done, failed) => {
            worker.onmessage = ({ data }) => ('answer' in data ? done(data.answer) : failed(new Error(data.refused)));
            worker.postMessage({ ...question, id: ++id });
          });
        await ask({ ask: 'start', module: await (await fetch(panel.dataset.module!)).arrayBuffer() });
        const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
        const opening = performance.now();
        await ask({ ask: 'open', file: new File([bytes], 'key.p12'), password });
        const opened = performance.now() - opening;
        const content = new TextEncoder().encode('Прошу выдать лицензию. '.repeat(200));
        const times: number[] = [];
        for (let round = 0; round < 31; round += 1) {
          const began = performance.now();
          await ask({ ask: 'sign', number: 0, content, attached: false });
          times.push(performance.now() - began);
        }
        worker.terminate();
        return { opened, median: times.sort((a, b) => a - b)[15]! };
      },
      { file: person.file.toString('base64'), password: person.password },
    );
    console.log(`signing in Chromium, ${bits} bits: median ${times.median.toFixed(2)} ms; opening the key file ${times.opened.toFixed(0)} ms`);
    // The aim is 50 ms for 256 bits, and the line above tells; this limit is against hangs alone.
    expect(times.median).toBeLessThan(5_000);
  }
});

test('a key of the demonstration passes: its authority is trusted here', async ({ page, server }) => {
  await page.goto('/workplace');
  await giveKey(page, { file: readFileSync(join(server.dataDir, 'demo-ca/kotova.p12')), certificate: Buffer.alloc(0), password: 'Klyuch-2026!' });
  await signButton(page).click();
  const result = page.locator('#result');
  await expect(result).toContainText('Котова');
  await expect(result.locator('.alert').first()).toHaveAttribute('data-color', 'success');
  await expect(page.locator('[data-check=certificate]')).toHaveAttribute('data-state', 'good');
  await expect(page.locator('[data-check=key]')).toContainText('Работает');
  await look(page, 'workplace-passed');
});
