import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { VOCABULARY } from '../../src/offer.ts';
import { loadKnowledge } from '../../src/policies/load.ts';
import { compileSite } from '../../src/sites/compile.ts';
import type { SiteFile } from '../../src/sites/shape.ts';
import { CRD_SAMPLE, coverageOf, crdAnswerer, crdCallOf, saidOf, updatedBy } from '../support/crd.ts';
import { copyKnowledge } from '../support/knowledge-copy.ts';

/*
 * The program knows no plan, payer or policy by name: with all of them renamed the answers have the same shapes.
 */

const ORDERS = {
  decompression: { order: { codes: ['hcpcs S9090 Vertebral axial decompression, per session'] } },
  traction: { order: { codes: ['cpt 97012 Mechanical traction'] } },
  unsafe: { order: { codes: ['cpt 97012 Mechanical traction'] }, conditions: ['icd-10-cm C79.51 Bone metastasis'] },
  unloading: {
    order: {
      type: 'DeviceRequest',
      codes: ['hcpcs E1399 Durable medical equipment'],
      text: 'LTX 3000 unloading device',
    },
  },
  outside: { order: { codes: ['cpt 72148 MRI lumbar spine'] } },
} as const;

/** The shape of an answer: everything but ids and words. */
async function shapesBy(answer: ReturnType<typeof crdAnswerer>, coverage = coverageOf()) {
  const entries = Object.entries(ORDERS).map(async ([name, row]) => {
    const answered = await answer(crdCallOf({ ...row, coverages: [coverage] }));
    const cards = answered.answer.cards.map(({ indicator, source }) => [indicator, source.topic.code]);
    const parts = updatedBy(answered).map(({ extension }) =>
      (extension as { extension: { url: string }[] }[])[0]?.extension.map(({ url }) => url),
    );
    return [name, { said: saidOf(answered), cards, parts }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** The project's knowledge with another payer and other ids of its policies. */
function renamedKnowledge() {
  const copy = copyKnowledge();
  for (const policy of ['decompression', 'traction', 'unloading']) {
    const [old, renamed] = [`adoptions/prairie-example/${policy}.yaml`, `adoptions/mountain/${policy}-of-ours.yaml`];
    copy.edit(
      `fhir-resources/policies/${policy}/plan-definition.json`,
      `"id": "${policy}"`,
      `"id": "${policy}-of-ours"`,
    );
    copy.edit(old, 'payer: prairie-example', 'payer: mountain');
    copy.edit(old, `policy: ${policy}`, `policy: ${policy}-of-ours`);
    copy.write(renamed, copy.read(old));
    copy.remove(old);
  }
  copy.remove('adoptions/original-medicare');
  return loadKnowledge(copy.root, VOCABULARY);
}

describe('a plan by another name', () => {
  it('gets the same shapes', async () => {
    const sample = CRD_SAMPLE.replaceAll('id: prairie-example', 'id: mountain')
      .replaceAll('Prairie Example Health Plan', 'Mountain Mutual')
      .replaceAll('prairie-001', 'm-9')
      .replaceAll('PX-*', 'MM-*');
    const site = compileSite(parse(sample) as SiteFile);
    const renamed = crdAnswerer({ site, content: renamedKnowledge() });
    const coverage = coverageOf('k7', { subscriberId: 'MM-1', payor: 'none' });
    const theirs = await shapesBy(renamed, { ...coverage, payor: [{ display: 'Mountain Mutual' }] });
    expect(theirs).toEqual(await shapesBy(crdAnswerer()));
    expect(theirs['decompression']?.said).toEqual(['not-covered/-/-/-']);
  });

  it('that adopted nothing has nothing decided', async () => {
    const copy = copyKnowledge();
    copy.remove('adoptions');
    const shapes = await shapesBy(crdAnswerer({ content: loadKnowledge(copy.root, VOCABULARY) }));
    for (const { said } of Object.values(shapes)) expect(said).toEqual(['conditional/conditional/-/OTH']);
    expect(shapes['unsafe']?.cards).toEqual([['critical', 'contraindication']]);
  });
});
