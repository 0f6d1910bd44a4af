import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserFor, type OpenPage, violationsOn } from '../../support/browser.ts';
import { knowledge } from '../../support/knowledge.ts';

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
const PHONE = { width: 360, height: 740 };

describe.each(PAGES)('%s', (path) => {
  let opened: OpenPage;
  beforeAll(async () => {
    // Without transitions: colours must have changed when they are looked at.
    opened = await open(path, { reducedMotion: 'reduce' });
    // Collapsed details are checked, too.
    await opened.page.evaluate('for (const part of document.querySelectorAll("details")) part.open = true');
  }, TIME.timeout);
  afterAll(() => opened.page.context().close());

  it('keeps to its Content-Security-Policy and to its own host', () => {
    expect(opened.complaints).toEqual([]);
    expect(opened.requests.filter((address) => !address.startsWith(base()))).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('has nothing that axe finds wrong, in %s', TIME, async (colorScheme) => {
    await opened.page.emulateMedia({ colorScheme });
    expect(await violationsOn(opened.page)).toEqual([]);
  });

  it('has a space between words and what is marked among them', async () => {
    const joined = await opened.page.evaluate(() => {
      const isInline = (element: Element) => getComputedStyle(element).display === 'inline';
      const textOf = (node: Node | null) => (node?.nodeType === Node.TEXT_NODE ? (node.textContent ?? '') : '');
      const marked = [...document.querySelectorAll('main :is(a, code, em, strong)')].filter(isInline);
      return marked
        .filter(
          (one) =>
            /[\p{L}\p{N},;]$/u.test(textOf(one.previousSibling)) || /^[\p{L}\p{N}]/u.test(textOf(one.nextSibling)),
        )
        .map((one) => one.parentElement?.textContent);
    });
    expect(joined).toEqual([]);
  });

  it('fits a phone without scrolling sideways', TIME, async () => {
    await opened.page.setViewportSize(PHONE);
    expect(await opened.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
  });
});
