import supertest from 'supertest';
import * as Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { FACTS, type FactDefinition } from '../src/decision/facts.ts';
import type { Offer } from '../src/hooks/discovery.ts';
import { orderContext } from '../src/hooks/envelope.ts';
import { defineHook } from '../src/hooks/hook.ts';
import { HOOKS } from '../src/hooks/hooks.ts';
import { entriesIn } from '../src/hooks/request.ts';
import { vocabularyOf } from '../src/offer.ts';
import { searchset } from '../src/policies/case-request.ts';
import { loadKnowledge } from '../src/policies/load.ts';
import { callOf, changed, DISCOVERY, SIGN } from './support/call.ts';
import { copyKnowledge } from './support/knowledge-copy.ts';
import { startApp } from './support/server.ts';

const review = defineHook({
  name: 'order-review',
  trigger: 'order-sign',
  ordersElement: 'context.draftOrders',
  title: 'Review of orders',
  description: 'A hook of this test.',
  hookVersion: '1.0',
  context: Type.Object({ ...orderContext, reviewer: Type.String() }),
  ordersOf: ({ draftOrders }) => ({ entries: entriesIn(draftOrders.entry), selected: undefined }),
});
const procedures: FactDefinition = {
  name: 'procedures',
  type: 'Procedure',
  key: 'procedures',
  search: 'Procedure?patient={{context.patientId}}&status=completed',
  variable: 'procedures',
};

/** The application with one hook and one fact more, and the low back pain line of traction made to hang on the fact. */
function appWith() {
  const { root, edit } = copyKnowledge();
  const pain = "%diagnoses.coded('https://spine-coverage-cds.example/ValueSet/low-back-pain').exists()";
  edit('fhir-resources/policies/traction/plan-definition.json', pain, "%procedures.where(code.text = 'x').exists()");
  const offer: Offer = { hooks: [...HOOKS, review], facts: [...FACTS, procedures] };
  const knowledge = loadKnowledge(root, vocabularyOf(offer));
  return startApp({ content: knowledge, deps: { offer } });
}

const REVIEW = `${DISCOVERY}/spine-coverage-order-review`;
const body = changed(changed(callOf(), 'hook', 'order-review'), 'context.reviewer', 'Practitioner/2');

describe('a hook and a fact that are added to the lists', () => {
  it('stand in the discovery document', async () => {
    const { services } = (await supertest(appWith()).get(DISCOVERY).expect(200)).body;
    const added = services.find(({ hook }: { hook: string }) => hook === 'order-review');
    expect(added).toMatchObject({ id: 'spine-coverage-order-review', prefetch: { procedures: procedures.search } });
  });

  it('are answered: the hook with the cards of its trigger, the fact in the words of a card', async () => {
    const done = searchset([
      { resourceType: 'Procedure', id: '1', subject: { reference: 'Patient/p1' }, code: { text: 'x' } },
    ]);
    const detailOf = async (sent: unknown) => {
      const call = changed(body, 'prefetch.procedures', sent);
      const { cards } = (await supertest(appWith()).post(REVIEW).send(call).expect(200)).body;
      expect(cards).toHaveLength(1);
      return String(cards[0].detail);
    };
    expect(await detailOf(done)).toContain('chronic low back pain NASS');
    expect(await detailOf(searchset([]))).not.toContain('chronic low back pain NASS');
    expect(await detailOf(undefined)).not.toContain('chronic low back pain NASS');
  });

  it('check the context of the hook by its own schema', async () => {
    const { body: outcome } = await supertest(appWith())
      .post(REVIEW)
      .send(changed(body, 'context.reviewer'))
      .expect(400);
    expect(outcome.issue[0].expression).toEqual(['context.reviewer']);
  });

  it('are unknown to a server that does not offer them', async () => {
    await supertest(startApp()).post(REVIEW).send(body).expect(404);
    await supertest(startApp()).post(SIGN).send(body).expect(400);
  });
});
