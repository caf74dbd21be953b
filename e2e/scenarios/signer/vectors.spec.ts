// The numbers of the standards through WebAssembly in Chromium: the list that Node runs, in a page of its own.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { WASM, standards } from '../../../frontend/tests/gost.mjs';

const VECTORS = new URL('../../../frontend/tests/vectors.mjs', import.meta.url);
/** Nothing listens there: every file comes from the disk. */
const ORIGIN = 'http://vectors.invalid';

test('every number of the standards comes out in the browser', async ({ page }) => {
  test.skip(!existsSync(new URL('signer_bg.wasm', WASM)), "the browser's signer is not built");
  const files: Record<string, { path: URL; contentType: string }> = {
    '/signer.js': { path: new URL('signer.js', WASM), contentType: 'text/javascript' },
    '/signer_bg.wasm': { path: new URL('signer_bg.wasm', WASM), contentType: 'application/wasm' },
    '/vectors.mjs': { path: VECTORS, contentType: 'text/javascript' },
  };
  await page.route(`${ORIGIN}/**`, async (route) => {
    const file = files[new URL(route.request().url()).pathname];
    if (!file) return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Vectors</title>' });
    return route.fulfill({ contentType: file.contentType, body: readFileSync(file.path) });
  });
  await page.goto(`${ORIGIN}/`);
  const outcomes = await page.evaluate(async (samples) => {
    const load = (path: string): Promise<any> => import(path);
    const [wasm, { vectors }] = await Promise.all([load('/signer.js'), load('/vectors.mjs')]);
    await wasm.default({ module_or_path: '/signer_bg.wasm' });
    return (vectors(wasm, samples) as { name: string; check: () => void }[]).map(({ name, check }) => {
      try {
        check();
        return { name, fault: '' };
      } catch (error) {
        return { name, fault: String(error) };
      }
    });
  }, standards());
  expect(outcomes.filter(({ fault }) => fault)).toEqual([]);
  // Two of RFC 6986, two of RFC 7091 and three of RFC 9215 need no samples.
  expect(outcomes.length).toBeGreaterThanOrEqual(7);
});
