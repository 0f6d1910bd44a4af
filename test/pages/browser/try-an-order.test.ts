import { expect, it } from 'vitest';
import { browserFor } from '../../support/browser.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

const store = createMemoryStore();
const { base, open } = browserFor({ store });
const TIME = { timeout: 120_000 };

const HOSTILE = `"><script>globalThis.hacked = 1</script><img src=x onerror="globalThis.hacked = 1"> [x](javascript:alert(1)) Lordex decompression`;

it('opens with a working example and its card in view', TIME, async () => {
  const { page } = await open('/', { viewport: { width: 1280, height: 800 } });
  const card = page.getByRole('article', { name: 'Card' });
  expect(await card.count()).toBe(1);
  const box = await card.boundingBox();
  expect(box && box.y + box.height).toBeLessThan(800);
});

it('leads a phone down to the answer, and is out of the way once that is in sight', TIME, async () => {
  const { page } = await open('/', { viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
  const way = page.getByRole('link', { name: 'see the answer' });
  // Stuck to the lower edge.
  const isInTheWay = () => way.evaluate((link) => link.getBoundingClientRect().bottom > innerHeight - 5);
  expect(await isInTheWay()).toBe(true);
  await page.getByLabel('Codes', { exact: true }).fill('');
  await page.getByLabel('In the words of the order').fill('Flu shot');
  await page.getByRole('link', { name: 'No card: see the answer' }).click();
  await expect.poll(isInTheWay).toBe(false);
  expect(await page.locator('#answer').evaluate((answer) => answer.getBoundingClientRect().top < innerHeight / 2)).toBe(
    true,
  );
});

it('answers what is typed without a reload, and keeps it in the address', TIME, async () => {
  const { page } = await open('/');
  await page.getByLabel('Codes', { exact: true }).fill('');
  await page.getByLabel('In the words of the order').fill('Lordex decompression table');
  await page.getByRole('heading', { name: /^Original Medicare .*: “Lordex decompression table”$/ }).waitFor();
  await expect.poll(() => new URL(page.url()).searchParams.get('order.1')).toBe('Lordex decompression table');
});

it('tells what came to those who do not see it', TIME, async () => {
  const { page } = await open('/');
  await page.getByLabel('In the words of the order').fill('Flu shot');
  await page.getByLabel('Codes', { exact: true }).fill('');
  await page.getByRole('status').getByText('No card').waitFor();
});

it('restores from its address what was on the page', TIME, async () => {
  const { page } = await open('/');
  await page.getByLabel('In the words of the order').fill('Dynesys L4-L5');
  await page.getByLabel('EHR').selectOption('epic');
  await page.getByLabel('Coverage', { exact: true }).selectOption('not-sent');
  await page.getByRole('heading', { name: 'One card, in Epic' }).waitFor();
  await expect.poll(() => new URL(page.url()).searchParams.get('payer')).toBe('not-sent');
  const { page: shared } = await open(page.url().slice(base().length));
  expect(await shared.getByLabel('In the words of the order').inputValue()).toBe('Dynesys L4-L5');
  expect(await shared.getByLabel('EHR').inputValue()).toBe('epic');
  expect(await shared.getByRole('article').getByRole('heading').textContent()).toBe(
    await page.getByRole('article').getByRole('heading').textContent(),
  );
});

it('can be used with the keyboard alone, from the order to the reason for keeping it', TIME, async () => {
  const { page } = await open('/');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  const focusOn = async (name: RegExp) => {
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press('Tab');
      const label = await page.evaluate(
        'const e = document.activeElement; e.labels?.[0]?.textContent ?? e.getAttribute("aria-label") ?? e.textContent',
      );
      if (name.test(String(label).trim())) return;
    }
    throw new Error(`nothing in the order of the keyboard is called ${name}`);
  };
  await focusOn(/^Find a code/);
  await page.keyboard.type('s9090');
  await page.locator('[role=listbox] [role=option]').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByLabel('Codes', { exact: true }).inputValue()).toBe('cpt 97012; hcpcs S9090');
  await page.getByRole('heading', { name: '2 cards' }).waitFor();
  await focusOn(/^Keep the order/);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('The feedback is stored.').first().waitFor();
});

it('sends real feedback when a suggestion is accepted', TIME, async () => {
  const { page } = await open('/');
  await page.getByRole('button', { name: 'Remove this order' }).click();
  await page.getByText('Accepted: “Remove this order”. The feedback is stored.').waitFor();
  const outcomes: string[] = [];
  for await (const records of store.feedbackIn({ from: '2026-01-01', to: '2027-01-01' }))
    outcomes.push(...records.map(({ outcome }) => outcome));
  expect(outcomes).toContain('accepted');
});

it('shows what a CRD client gets for an order, chosen with the keyboard alone, and restores it', TIME, async () => {
  const { page, complaints } = await open('/');
  await page.getByLabel('EHR').focus();
  await page.keyboard.press('End');
  await page.getByLabel('Id of the member').waitFor();
  expect(await page.evaluate('document.activeElement.name')).toBe('ehr');
  await page.getByRole('button', { name: 'Robin, Prairie plan' }).focus();
  await page.keyboard.press('Enter');
  const asserted = page.getByRole('article', { name: 'Coverage information for ServiceRequest/order-1' });
  await asserted.getByRole('row', { name: 'Covered yes' }).waitFor();
  await expect.poll(() => new URL(page.url()).searchParams.get('member')).toBe('PX-1001-1');
  const { page: shared } = await open(page.url().slice(base().length));
  expect(await shared.getByLabel('EHR').inputValue()).toBe('crd-2.0');
  expect(await shared.getByLabel('Id of the member').inputValue()).toBe('PX-1001-1');
  await shared.getByRole('row', { name: 'Covered yes' }).waitFor();
  expect(complaints).toEqual([]);
});

it('answers a pasted request as the EHR that is chosen', TIME, async () => {
  const { page } = await open(
    '/?order.1=Mechanical+traction&codes.1=cpt+97012&payer=Prairie+Example+Health+Plan&member=PX-1',
  );
  await page.getByLabel('EHR').selectOption('crd-2.2');
  await page.getByRole('row', { name: 'Covered yes' }).waitFor();
  const request = await page.locator('#request-json').textContent();
  await page.getByText('Or paste a whole request').click();
  await page.getByLabel('Request of CDS Hooks, in JSON').fill(request ?? '');
  await page.getByRole('button', { name: 'Answer it' }).click();
  await page.waitForURL(`${base()}/`);
  await page.getByRole('row', { name: 'Covered yes' }).waitFor();
});

it('adds an order, and takes it away', TIME, async () => {
  const { page } = await open('/');
  await page.getByRole('button', { name: 'Another order' }).click();
  await page.getByRole('group', { name: 'Order 2' }).waitFor();
  expect(await page.evaluate('document.activeElement.id')).toBe('order-2');
  await page.keyboard.type('Dynesys L4-L5');
  await page.getByRole('heading', { name: '2 cards' }).waitFor();
  await page.getByRole('button', { name: 'Remove order 1' }).click();
  await page.getByRole('heading', { name: 'One card' }).waitFor();
  expect(await page.getByLabel('In the words of the order').inputValue()).toBe('Dynesys L4-L5');
});

it('answers a pasted request, of which nothing stands in the address', TIME, async () => {
  const { page } = await open('/');
  const request = await page.locator('#request-json').textContent();
  await page.getByText('Or paste a whole request').click();
  await page.getByLabel('Request of CDS Hooks, in JSON').fill(request ?? '');
  await page.getByRole('button', { name: 'Answer it' }).click();
  await page.getByRole('article', { name: 'Card' }).waitFor();
  expect(page.url()).toBe(`${base()}/`);
});

it('shows hostile words of an order as words', TIME, async () => {
  const { page, complaints } = await open(`/?${new URLSearchParams({ 'order.1': HOSTILE, payer: HOSTILE })}`);
  await page.getByRole('article', { name: 'Card' }).waitFor();
  expect(await page.locator('.words').first().textContent()).toBe(HOSTILE);
  expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
  expect(await page.locator('main script, main img, main [onerror], main a[href^="javascript"]').count()).toBe(0);
  expect(complaints).toEqual([]);
});

it('copies the command that sends the same request', TIME, async () => {
  const { page } = await open('/');
  await page.getByText('The same with curl').click();
  await page.getByRole('button', { name: 'Copy' }).filter({ visible: true }).click();
  await page.getByText('Copied').waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toContain('/cds-services/spine-coverage-order-sign');
});

it('works without JavaScript', TIME, async () => {
  const { page } = await open('/', { javaScriptEnabled: false });
  await page.getByLabel('In the words of the order').fill('Lordex decompression table');
  await page.getByLabel('Codes', { exact: true }).fill('');
  await page.getByLabel('Codes', { exact: true }).press('Enter');
  await page.getByRole('heading', { name: /: “Lordex decompression table”$/ }).waitFor();
});
