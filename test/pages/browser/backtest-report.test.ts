import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { reportPage } from '../../../src/backtest/report-page.ts';
import { browserFor, violationsOn } from '../../support/browser.ts';
import { newFolder } from '../../support/folder.ts';
import { backtestOf, boneCancer, coverage, ordered, reportOf, traction } from '../../support/tested-export.ts';

const { open } = browserFor();
const TIME = { timeout: 120_000 };

/** The report as a file, with words that would do harm if they were no text. */
async function writeReport(): Promise<string> {
  const hostile = '<img src=x onerror="document.title = 1"> Mechanical traction of the lumbar spine';
  const orders = [
    traction({ code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }], text: hostile } }),
    ordered('No Dynesys', { id: 'o2', authoredOn: '2026-05-02' }),
  ];
  const content = {
    'ServiceRequest.ndjson': orders,
    'Condition.ndjson': [boneCancer()],
    'Coverage.ndjson': [coverage()],
  };
  const file = join(newFolder(), 'report.html');
  writeFileSync(file, reportPage(reportOf(await backtestOf(content, { withText: true }), 'f'.repeat(64))));
  return pathToFileURL(file).href;
}

it.each(['light', 'dark'] as const)(
  'the report of a backtest needs no network, and axe finds nothing wrong, in %s',
  TIME,
  async (colorScheme) => {
    const address = await writeReport();
    const { page, complaints, requests } = await open('/policies', { colorScheme });
    await page.waitForLoadState('networkidle');
    const before = requests.length;
    await page.goto(address);
    await page.evaluate('for (const part of document.querySelectorAll("details")) part.open = true');
    expect(await page.title()).toBe('Backtest · Spine coverage');
    expect(await page.locator('main').evaluate((main) => getComputedStyle(main).maxWidth)).not.toBe('none');
    expect(requests.slice(before).filter((asked) => !asked.startsWith(address) && !asked.startsWith('data:'))).toEqual(
      [],
    );
    expect(complaints).toEqual([]);
    expect(await violationsOn(page)).toEqual([]);
  },
);

it('the report of a backtest fits a phone without scrolling sideways', TIME, async () => {
  const address = await writeReport();
  const { page } = await open('/policies', { viewport: { width: 360, height: 740 } });
  await page.goto(address);
  await page.evaluate('for (const part of document.querySelectorAll("details")) part.open = true');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
});
