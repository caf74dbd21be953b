// `test` for every scenario: a running server, further people in windows of their own, and an ear
// for what pages complain about.
import { type BrowserContext, type Page, test as base, expect } from '@playwright/test';
import { type Postgres, startPostgres } from './postgres';
import { Server, type ServerSettings } from './server';

export interface ServerOptions {
  /** `test.use({ database: 'postgres' })` at the top of a file runs it there. */
  database: 'sqlite' | 'postgres';
  /** Variables or another program for the server of this file. */
  serverSettings: ServerSettings;
}

interface ForOneTest {
  /** Opens a window for another person: own cookies, same settings. */
  person: (name: string) => Promise<Page>;
  /** Errors of scripts and of the content policy, from every window; must be empty in the end. */
  complaints: string[];
}

interface ForOneWorker {
  postgres: Postgres | undefined;
  server: Server;
}

export const test = base.extend<ForOneTest, ServerOptions & ForOneWorker>({
  database: ['sqlite', { option: true, scope: 'worker' }],
  serverSettings: [{}, { option: true, scope: 'worker' }],

  postgres: [
    async ({ database }, use) => {
      const postgres = database === 'postgres' ? await startPostgres() : undefined;
      await use(postgres);
      await postgres?.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  server: [
    async ({ database, serverSettings, postgres }, use, workerInfo) => {
      const name = [serverSettings.name ?? 'reading', workerInfo.project.name, database, workerInfo.workerIndex].join('-');
      const server = await Server.start({ databaseUrl: postgres?.url, ...serverSettings, name });
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  baseURL: async ({ server }, use) => {
    await use(server.url);
  },

  complaints: [
    async ({}, use) => {
      const complaints: string[] = [];
      await use(complaints);
      expect(complaints, 'scripts and the content policy complain about nothing').toEqual([]);
    },
    { auto: true },
  ],

  context: async ({ context, complaints, serverSettings }, use) => {
    listen(context, complaints);
    if (!serverSettings.name) onlyReads(context, complaints);
    await use(context);
  },

  person: async ({ browser, baseURL, complaints, serverSettings }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (name) => {
      // Viewport, language and the switch for scripts come from the project.
      const context = await browser.newContext({ baseURL });
      contexts.push(context);
      listen(context, complaints, name);
      if (!serverSettings.name) onlyReads(context, complaints);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

export { expect };

/** Forms that leave nothing behind which another file could meet. */
const HARMLESS = /^\/(sign-in|sign-out|workplace|verify)(\/|$)/;

/** Files without a server of their own share one, in any order: they must change nothing there. */
function onlyReads(context: BrowserContext, complaints: string[]) {
  context.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() === 'GET' || HARMLESS.test(pathname)) return;
    complaints.push(`${request.method()} ${pathname}: a file that changes something names a server of its own (serverSettings.name)`);
  });
}

function listen(context: BrowserContext, complaints: string[], who = 'page') {
  context.on('weberror', (error) => complaints.push(`${who}: ${error.error()}`));
  context.on('console', (message) => {
    // A refused form answers 4xx and Chromium says so; that is the product's normal speech.
    const refusal = message.text().startsWith('Failed to load resource: the server responded with a status of 4');
    // Browsers of the tests have no CryptoPro: its loader looks for the extension and does not find it.
    const noExtension = message.location().url.startsWith('chrome-extension://');
    if (message.type() === 'error' && !refusal && !noExtension) {
      complaints.push(`${who}: ${message.text()} (${message.location().url})`);
    }
  });
}
