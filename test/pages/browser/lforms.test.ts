import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { JsonObject } from '../../../src/json.ts';
import { searchset } from '../../../src/policies/case-request.ts';
import { browserFor } from '../../support/browser.ts';
import { answersIn, CHART, filledResponse, IN_CHART, TRACTION_RECORD } from '../../support/chart.ts';
import { PROJECT } from '../../support/knowledge.ts';

// The form as LForms, the renderer of many DTR apps, shows and fills it.

const { open } = browserFor();
const TIME = { timeout: 120_000 };
const LFORMS = join(PROJECT, 'node_modules/lforms/dist/lforms');
const SCRIPTS = ['webcomponent/assets/lib/zone.min.js', 'webcomponent/lhc-forms.js', 'fhir/R4/lformsFHIR.min.js'];
const HOST = 'http://lforms.example';

/** A page with LForms, answered from node_modules alone. */
async function openLForms(): Promise<{ readonly page: Page; readonly asked: readonly string[] }> {
  const { page } = await open('/health');
  const asked: string[] = [];
  await page.route('**/*', (route) => {
    const path = new URL(route.request().url()).pathname.slice(1);
    if (SCRIPTS.includes(path))
      return route.fulfill({
        contentType: 'text/javascript; charset=utf-8',
        body: readFileSync(join(LFORMS, path), 'utf8'),
      });
    if (path === '') {
      const scripts = SCRIPTS.map((name) => `<script src="/${name}"></script>`).join('');
      return route.fulfill({
        contentType: 'text/html; charset=utf-8',
        body: `<!doctype html><div id="form"></div>${scripts}`,
      });
    }
    asked.push(path);
    return route.fulfill({ status: 404, body: '' });
  });
  await page.goto(`${HOST}/`);
  return { page, asked };
}

/** Shows the form, filled from a chart, or else with an earlier response; gives the response that LForms makes of it. */
function fill(page: Page, earlier?: JsonObject, chart = CHART): Promise<JsonObject> {
  const ofType = (type: string) => chart.filter(({ resourceType }) => resourceType === type);
  const [patient, order] = [ofType('Patient')[0], ofType('ServiceRequest')[0]];
  const conditions = searchset(ofType('Condition'));
  return page.evaluate(
    async ({ form, patient, order, found, saved }) => {
      const { LForms } = globalThis as unknown as { LForms: { Util: Record<string, (...args: unknown[]) => unknown> } };
      const util = LForms.Util;
      const client = {
        getFhirVersion: () => Promise.resolve('4.0.1'),
        getFhirRelease: () => Promise.resolve(4),
        request: (query: string | { url: string }) => {
          const address = typeof query === 'string' ? query : query.url;
          return address.includes('Condition?patient=example-prairie')
            ? Promise.resolve(found)
            : Promise.reject(new Error(address));
        },
      };
      util['setFHIRContext']?.(client, { patient, order });
      // addFormToPage has an option for an earlier response, too, and overwrites its answers by the expressions of the form.
      const merged = saved
        ? util['mergeFHIRDataIntoLForms']?.(saved, util['convertFHIRQuestionnaireToLForms']?.(form, 'R4'), 'R4')
        : form;
      await util['addFormToPage']?.(merged, 'form', { prepopulate: saved === undefined });
      return util['getFormFHIRData']?.('QuestionnaireResponse', 'R4', '#form') as JsonObject;
    },
    { form: TRACTION_RECORD, patient, order, found: conditions, saved: earlier },
  ) as Promise<JsonObject>;
}

it('is filled by LForms with what the chart holds, and nothing else', TIME, async () => {
  const { page, asked } = await openLForms();
  expect(answersIn(await fill(page))).toEqual(IN_CHART);
  expect(asked).toEqual([]);
});

it('is left empty by LForms on a chart that holds nothing', TIME, async () => {
  const { page } = await openLForms();
  const bare = ['Patient', 'ServiceRequest'].map((resourceType) => ({ resourceType, id: 'example-prairie' }));
  expect(answersIn(await fill(page, undefined, bare))).toEqual({});
});

it('shows in LForms the questions that the answers ask for, and no others', TIME, async () => {
  const { page } = await openLForms();
  await fill(page);
  const form = page.locator('#form');
  expect(await form.getByText('Seconds of pull').count()).toBe(0);
  await fill(page, filledResponse());
  await form.getByText('Seconds of pull').first().waitFor();
});

it(
  'keeps in LForms every answer of a draft that is saved and read again, and the number of the assertion',
  TIME,
  async () => {
    const { page } = await openLForms();
    const saved = filledResponse();
    const again = await fill(page, saved);
    expect(answersIn(again)).toEqual(answersIn(saved));
    expect(again['questionnaire']).toBe(saved['questionnaire']);
    expect(answersIn(again)['order.assertion']).toEqual(IN_CHART['order.assertion']);
    // LForms drops these members, so that no later step may need them.
    expect(again).not.toHaveProperty('subject');
    expect(again).not.toHaveProperty('identifier');
    expect(again).not.toHaveProperty('extension');
    expect(again['status']).toBe('completed');
  },
);
