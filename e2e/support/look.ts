// Looks at a page as a strict reader would: axe, no sideways scrolling, and pictures to look at.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type CDPSession, type Page, expect, test } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

const ARTIFACTS = join(import.meta.dirname, '../artifacts');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
];

export interface LookOptions {
  /** axe rules to leave out, each with the reason beside it in the test. */
  without?: string[];
  /** Only the narrow width, for what a wide screen does not have. */
  phoneOnly?: boolean;
}

/** Checks the page at both widths and keeps `artifacts/PROJECT/NAME-WIDTH.png`. */
export async function look(page: Page, name: string, options: LookOptions = {}) {
  await test.step(`look at ${name}`, async () => {
    const before = page.viewportSize();
    for (const size of options.phoneOnly ? WIDTHS.slice(1) : WIDTHS) {
      await page.setViewportSize(size);
      const folder = join(ARTIFACTS, test.info().project.name);
      await page.screenshot({
        path: join(folder, `${name}-${size.width}.png`),
        fullPage: true,
        animations: 'disabled',
      });
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect.soft(overflow, `${name} at ${size.width} px scrolls sideways by`).toBeLessThanOrEqual(0);
      expect.soft(await violations(page, options), `${name} at ${size.width} px: axe`).toEqual([]);
    }
    if (before) await page.setViewportSize(before);
  });
}

/** One readable line per element that breaks a rule. */
export async function violations(page: Page, options: LookOptions = {}): Promise<string[]> {
  const rules = Object.fromEntries((options.without ?? []).map((rule) => [rule, { enabled: false }]));
  const settings: RunOptions = { rules, resultTypes: ['violations'] };
  const results = await withScripts(page, async () => {
    // Through the debugger and not as a script tag, so the page's content policy stays as it is.
    if (!(await page.evaluate("'axe' in window"))) await page.evaluate(AXE);
    return page.evaluate<AxeResults, RunOptions>(
      (given) => (globalThis as never as { axe: typeof import('axe-core') }).axe.run(document, given),
      settings,
    );
  });
  return results.violations.flatMap((violation) =>
    violation.nodes.map((node) => {
      const why = (node.failureSummary ?? '').split('\n').slice(1).map((line) => line.trim()).join('; ');
      return `${violation.id} (${violation.impact}) ${node.target.join(' ')}: ${why || violation.help}`;
    }),
  );
}

const sessions = new WeakMap<Page, CDPSession>();

/** axe waits for timers, which stand still in a page without scripts: on for axe, then off again. */
async function withScripts<T>(page: Page, work: () => Promise<T>): Promise<T> {
  if (test.info().project.use.javaScriptEnabled !== false) return work();
  // Kept for the page's life: detaching would switch scripts on for good.
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page));
  sessions.set(page, session);
  const off = (value: boolean) => session.send('Emulation.setScriptExecutionDisabled', { value });
  // Chromium acts on a change only, and what it compares with is this session's own last value.
  await off(true);
  await off(false);
  try {
    return await work();
  } finally {
    await off(true);
  }
}
