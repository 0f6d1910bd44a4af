import { describe, expect, it } from 'vitest';
import { browserFor, violationsOn } from '../../support/browser.ts';
import { knowledge } from '../../support/server.ts';

const { base, open } = browserFor();
const TIME = { timeout: 120_000 };

const PAGES = [
  '/',
  '/?order.1=Flu+vax+d%2Ft+age+over+65&order.2=History+of+Dynesys&ehr=epic&chart=not-sent&payer=not-sent',
  '/?order.1=Mechanical+traction&codes.1=cpt+97012&ehr=crd-2.2&payer=Prairie+Example+Health+Plan&member=PX-1001-1',
  '/policies',
  ...knowledge.policies.map(({ id }) => `/policies/${id}`),
  ...knowledge.questionnaires.map(({ id }) => `/questionnaires/${id}`),
  '/insights',
  '/connect',
];
const PHONE = { viewport: { width: 360, height: 740 } };

describe.each(PAGES)('%s', (path) => {
  it.each(['light', 'dark'] as const)('has nothing that axe finds wrong, in %s', TIME, async (colorScheme) => {
    const { page } = await open(path, { colorScheme });
    // Collapsed details are checked, too.
    await page.evaluate('for (const part of document.querySelectorAll("details")) part.open = true');
    expect(await violationsOn(page)).toEqual([]);
  });

  it('keeps to its Content-Security-Policy and to its own host', TIME, async () => {
    const { page, complaints, requests } = await open(path);
    await page.waitForLoadState('networkidle');
    expect(complaints).toEqual([]);
    expect(requests.filter((address) => !address.startsWith(base()))).toEqual([]);
  });

  it('fits a phone without scrolling sideways', TIME, async () => {
    const { page } = await open(path, PHONE);
    await page.evaluate('for (const part of document.querySelectorAll("details")) part.open = true');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.viewport.width);
  });
});
