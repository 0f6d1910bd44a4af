import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VOCABULARY } from '../../src/offer.ts';
import type { CaseOrder } from '../../src/policies/case.ts';
import { loadKnowledge } from '../../src/policies/load.ts';
import { callOf, SELECT } from '../support/call.ts';
import { knowledge } from '../support/knowledge.ts';
import { copyKnowledge } from '../support/knowledge-copy.ts';
import { cardsOf } from '../support/post.ts';
import { startApp } from '../support/server.ts';

/** The application over the project's knowledge and the files of a fifth policy. */
function appWithFifth() {
  const { root } = copyKnowledge();
  cpSync(join(import.meta.dirname, 'fifth-policy'), root, { recursive: true });
  return startApp({ content: loadKnowledge(root, VOCABULARY) });
}

const summariesOf = async (app: ReturnType<typeof startApp>, order: CaseOrder) =>
  (await cardsOf(app, callOf({ order }))).map(({ summary }) => String(summary));

describe('a fifth policy, added by files alone', () => {
  it.each([
    ['by name', { text: 'Cooling collar, medium' }],
    ['by name, with a slip', { type: 'DeviceRequest', text: 'coolng collar' }],
    ['by code', { codes: ['hcpcs A9273'] }],
    ['by name under a code that is its own', { codes: ['hcpcs A9273'], text: 'Frost collar' }],
  ] as const)('speaks of its order %s', async (_how, order) => {
    expect(await summariesOf(appWithFifth(), order)).toEqual([expect.stringContaining('COLD-1')]);
  });

  it.each([
    ['a denied name', { text: 'Cooling collar declined' }],
    ['a name that another word cancels', { text: 'Cooling collar for the dog' }],
    ['a name beside the code of something else', { text: 'Cooling collar', codes: ['cpt 97110'] }],
    ['another order', { text: 'Cervical collar, soft' }],
  ] as const)('is silent about %s', async (_name, order) => {
    expect(await summariesOf(appWithFifth(), order)).toEqual([]);
  });

  it('is silent on a hook that it does not name', async () => {
    const body = callOf({ hook: 'order-select', order: { text: 'Cooling collar' } });
    expect(await cardsOf(appWithFifth(), body, SELECT)).toEqual([]);
  });

  it('uses what the server knows: payer, card, suggestion and reasons', async () => {
    const body = callOf({ order: { text: 'Cooling collar' }, coverage: { payor: 'Blue Plus' } });
    const [card] = await cardsOf(appWithFifth(), body);
    expect(card).toMatchObject({
      indicator: 'info',
      summary: expect.stringMatching(/: “Cooling collar”$/),
      detail: expect.stringContaining('Coverage on file: Blue Plus.'),
      suggestions: [{ actions: [{ type: 'delete', resourceId: 'ServiceRequest/order-1' }] }],
      overrideReasons: [{ code: 'not-this-device' }, { code: 'coverage-confirmed' }],
    });
  });

  it.each([
    ['unloading', { type: 'DeviceRequest', text: 'LTX 3000' }],
    ['decompression', { codes: ['hcpcs S9090'] }],
    ['dynamic-stabilization', { codes: ['cpt 22899'], text: 'Dynesys L4-5' }],
    ['traction', { codes: ['cpt 97012'] }],
  ] as const)('changes nothing in what %s says', async (_policy, order) => {
    const before = await summariesOf(startApp({ content: knowledge }), order);
    expect(before).toHaveLength(1);
    expect(await summariesOf(appWithFifth(), order)).toEqual(before);
  });

  it('gets its own card beside the cards of the others', async () => {
    const body = callOf({
      order: { text: 'Cooling collar' },
      others: [{ codes: ['hcpcs S9090'] }, { codes: ['cpt 97012'] }],
    });
    const cards = await cardsOf(appWithFifth(), body);
    expect(cards.map(({ source }) => (source as { topic: { code: string } }).topic.code)).toEqual([
      'coolingcollar',
      'spinaldecompression',
      'mechanicaltraction',
    ]);
  });

  it('is unknown without its files', async () => {
    expect(await summariesOf(startApp(), { text: 'Cooling collar' })).toEqual([]);
  });
});
