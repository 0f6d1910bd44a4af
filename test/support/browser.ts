import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { CHROMIUM } from './chromium.ts';
import { type AppSetting, startApp } from './server.ts';

// The pages as a reader has them: a real server, a real browser.

/** Once for a test file, also where many share a processor: in milliseconds. */
const PATIENCE = 120_000;

/** A page under test, and all that the browser complained about. */
export interface OpenPage {
  readonly page: Page;
  /** Errors in the console, uncaught exceptions and violations of the Content-Security-Policy. */
  readonly complaints: readonly string[];
  /** Addresses that were asked for. */
  readonly requests: readonly string[];
}

/** Opens pages of an application that listens while the tests of this file run. */
export function browserFor(setting: AppSetting = {}) {
  const server = createServer(startApp(setting));
  let browser: Browser | undefined;
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
        ...['--disable-component-update', '--disable-sync'],
      ],
      timeout: PATIENCE,
    });
  }, PATIENCE);
  afterAll(async () => {
    await browser?.close();
    server.closeAllConnections();
    server.close();
  }, PATIENCE);
  const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    base,
    async open(path: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
      if (!browser) throw new Error('the browser has not been started');
      const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE);
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', ({ message }) => void complaints.push(message));
      page.on('request', (request) => void requests.push(request.url()));
      await page.goto(`${base()}${path}`);
      return { page, complaints, requests };
    },
  };
}

/** Lists the violations axe-core finds on a page, by WCAG 2.2 AA and its own best practices. */
export async function violationsOn(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as { axe: typeof import('axe-core') };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return checker.run({ runOnly: { type: 'tag', values: tags } });
  });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
