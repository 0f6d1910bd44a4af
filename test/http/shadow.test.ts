import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { answerCall } from '../../src/answer/answer-call.ts';
import { judgeShadow, screenShadow } from '../../src/answer/judge-shadow.ts';
import { createDecider } from '../../src/decision/decide.ts';
import type { FhirClient } from '../../src/fhir-client/client.ts';
import { orderSign } from '../../src/hooks/order-sign.ts';
import { asObject, type JsonObject, objectsIn } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import type { Site } from '../../src/sites/site.ts';
import { PREFETCH_ONLY } from '../support/answer.ts';
import { callOf, callWith, changed, DISCOVERY, SELECT, SIGN } from '../support/call.ts';
import { crdCallOf, crdSite, DECOMPRESSION, TRACTION } from '../support/crd.ts';
import { accessTo, BONE_CANCER, MEDICARE, sendJson, serving, startUntilTestEnds } from '../support/fhir-server.ts';
import { knowledge, NOW, newUuid, PROJECT } from '../support/knowledge.ts';
import { cardsOf } from '../support/post.ts';
import { appOf, modesOf, openSite } from '../support/shadow.ts';

const POLICIES = ['decompression', 'dynamic-stabilization', 'traction', 'unloading'] as const;
const EXAMPLES = join(PROJECT, 'fhir-resources/examples');

const BOTH = callOf({ order: { codes: ['cpt 97012'] }, others: [{ codes: ['hcpcs S9090'] }] });
/** More orders of a policy in shadow than an answer has room for, before and after those of a live one. */
const MANY = callOf({
  order: { codes: ['hcpcs S9090'] },
  others: Array.from({ length: 70 }, (_, at) => ({ codes: [at % 10 === 0 ? 'cpt 97012' : 'hcpcs S9090'] })),
});
const exampleBodies = readdirSync(EXAMPLES)
  .filter((file) => file.endsWith('.json'))
  .map((file) => [file, JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as JsonObject] as const);
const BODIES: readonly (readonly [string, JsonObject])[] = [
  ...exampleBodies,
  ['an order of each policy', BOTH],
  ['more orders than an answer has room for', MANY],
  ['no prefetch', changed(BOTH, 'prefetch')],
];

const pathOf = (body: JsonObject) => (body['hook'] === 'order-select' ? SELECT : SIGN);

/** The bytes of the answers, where one policy is live and all others have the same mode. */
async function answers(live: string, others: 'off' | 'shadow', bodies: typeof BODIES, crd?: Site['crd']) {
  const modes = modesOf(Object.fromEntries(POLICIES.map((id) => [id, id === live ? 'live' : others])));
  const { app, records } = appOf(openSite(modes, { crd }));
  const texts: Record<string, string> = {};
  for (const [name, body] of bodies) {
    const { status, text } = await supertest(app).post(pathOf(body)).send(body);
    texts[name] = `${status} ${text}`;
    await records();
  }
  return { texts, shadowed: (await records()).flatMap(({ decisions }) => decisions.filter(({ mode }) => mode)) };
}

const CRD_BODIES = [
  ['an order', crdCallOf(TRACTION)],
  ['an order of a policy in shadow', crdCallOf(DECOMPRESSION)],
  [
    'several orders, few cards wanted',
    crdCallOf({ ...TRACTION, others: [{ codes: ['hcpcs S9090'] }], configuration: { 'max-cards': 1 } }),
  ],
  ['no Coverage', crdCallOf({ ...TRACTION, coverages: [] })],
  ['no prefetch', changed(crdCallOf(TRACTION), 'prefetch')],
] as const;

describe('a policy in shadow', () => {
  it.each([...POLICIES, 'none'])('changes no byte of any answer, where %s is live', async (live) => {
    const shadow = await answers(live, 'shadow', BODIES);
    expect(shadow.shadowed.length).toBeGreaterThan(0);
    expect(shadow.texts).toEqual((await answers(live, 'off', BODIES)).texts);
  });

  it('changes no byte of any answer to a CRD client', async () => {
    const { crd } = crdSite();
    const shadow = await answers('traction', 'shadow', CRD_BODIES, crd);
    expect(shadow.shadowed.length).toBeGreaterThan(0);
    expect(shadow.texts).toEqual((await answers('traction', 'off', CRD_BODIES, crd)).texts);
  });

  it('asserts nothing to a CRD client, and is stored', async () => {
    const { app, records } = appOf(openSite(modesOf({ decompression: 'shadow' }), { crd: crdSite().crd }));
    const { body } = await supertest(app).post(SIGN).send(crdCallOf(DECOMPRESSION)).expect(200);
    expect(body.cards).toEqual([]);
    expect(JSON.stringify(body.systemActions)).toContain('No policy that this service holds');
    const [record] = await records();
    expect(record?.decisions).toMatchObject([{ policy: 'decompression', mode: 'shadow', outcome: 'applies' }]);
  });

  it('is judged by the same facts as a live one, and stored with its mode and no card', async () => {
    const live = appOf(openSite(modesOf({ traction: 'live', decompression: 'live' })));
    const half = appOf(openSite(modesOf({ traction: 'live', decompression: 'shadow' })));
    await cardsOf(live.app, BOTH);
    await cardsOf(half.app, BOTH);
    const [[one], [other]] = [await live.records(), await half.records()];
    const judged = one?.decisions.find(({ policy }) => policy === 'decompression');
    const unseen = other?.decisions.find(({ policy }) => policy === 'decompression');
    const { card: _card, suggestions: _suggestions, ...same } = judged ?? {};
    expect(judged?.card).toBeDefined();
    expect(unseen).toEqual({ ...same, mode: 'shadow', suggestions: [] });
    expect(other?.decisions.find(({ policy }) => policy === 'traction')?.mode).toBeUndefined();
    expect(other?.outcome).toBe('cards');
  });

  it('leaves a call without other policies silent', async () => {
    const { app, records } = appOf(openSite(modesOf({ traction: 'shadow' })));
    expect(await cardsOf(app, callOf())).toEqual([]);
    expect(await records()).toMatchObject([{ outcome: 'nothing', decisions: [{ mode: 'shadow' }] }]);
  });

  it('is counted under a name of its own', async () => {
    const { app, records } = appOf(openSite(modesOf({ traction: 'live', decompression: 'shadow' })));
    await cardsOf(app, BOTH);
    await records();
    const { text } = await supertest(app).get('/metrics');
    expect(text).toContain('cds_shadow_decisions_total{site="mercy",policy="decompression",outcome="applies"} 1');
    expect(text).toContain('cds_decisions_total{site="mercy",policy="traction",outcome="applies"} 1');
    expect(text).not.toContain('cds_decisions_total{site="mercy",policy="decompression"');
  });

  it('is not named by discovery', async () => {
    const describedBy = async (modes: Parameters<typeof modesOf>[0]) =>
      String((await supertest(appOf(openSite(modesOf(modes))).app).get(DISCOVERY)).text);
    expect(await describedBy({ traction: 'live', decompression: 'shadow' })).toBe(
      await describedBy({ traction: 'live' }),
    );
    expect(await describedBy({ decompression: 'live' })).not.toBe(await describedBy({ decompression: 'shadow' }));
  });

  it('goes live on its day, in the days of the site', async () => {
    const steps = [
      { mode: 'shadow', from: undefined },
      { mode: 'live', from: '2026-12-01' },
    ] as const;
    const modes = { steps: new Map([['traction', steps]]), others: 'off' } as const;
    const cardsAt = async (instant: string) => {
      const { app } = appOf(openSite(modes, { timeZone: 'America/Chicago' }), { now: () => Date.parse(instant) });
      return (await cardsOf(app, callOf())).length;
    };
    expect(await cardsAt('2026-12-01T05:59:00Z')).toBe(0);
    expect(await cardsAt('2026-12-01T06:00:00Z')).toBe(1);
  });
});

describe('what a policy in shadow needs from the FHIR server', () => {
  const SERVED = callOf({ order: { codes: ['icd-10-pcs 0SH03CZ'] }, others: [{ codes: ['cpt 97012'] }] });
  const modes = modesOf({ 'dynamic-stabilization': 'live', traction: 'shadow' });
  const withAccess = (base: string) => ({ ...changed(SERVED, 'prefetch'), ...accessTo(base) });
  const typesIn = (seen: readonly { readonly url: string }[]) =>
    seen.map(({ url }) => /^\/fhir\/([A-Za-z]+)/.exec(url)?.[1]).toSorted();

  it('is asked for beside what the answer had, once', async () => {
    const server = await startUntilTestEnds(serving([MEDICARE]));
    const { app, records } = appOf(openSite(modes));
    await cardsOf(app, withAccess(server.base));
    const [record] = await records();
    expect(typesIn(server.seen)).toEqual(['Condition', 'Coverage']);
    expect(record?.decisions.find(({ mode }) => mode === 'shadow')).toMatchObject({ policy: 'traction' });
    const unknown = record?.decisions.flatMap(({ steps }) => steps.flatMap(({ reason }) => reason ?? []));
    expect(unknown).toEqual([]);
  });

  const BONE = [{ reference: 'Condition/bone' }];
  it.each([
    ['that no live policy looks at', 'off', BONE],
    ['that a live policy looks at, too', 'live', BONE],
    ['that only its own orders name', 'live', []],
  ] as const)('is read once: a diagnosis %s', async (_name, mode, reasonReference) => {
    const server = await startUntilTestEnds(serving([MEDICARE, BONE_CANCER]));
    const { app, records } = appOf(openSite(modesOf({ decompression: mode, traction: 'shadow' })));
    const orderOf = (system: string, code: string, members: JsonObject) => ({
      resourceType: 'ServiceRequest',
      status: 'draft',
      intent: 'order',
      subject: { reference: 'Patient/p1' },
      code: { coding: [{ system, code }] },
      ...members,
    });
    const orders = [
      orderOf('http://www.ama-assn.org/go/cpt', '97012', { reasonReference: BONE }),
      orderOf('http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', 'S9090', { reasonReference }),
    ];
    await cardsOf(app, { ...changed(callWith(orders), 'prefetch'), ...accessTo(server.base) });
    const [record] = await records();
    const unseen = record?.decisions.filter((decision) => decision.mode === 'shadow');
    expect(unseen).toMatchObject([{ policy: 'traction', action: 'contraindicated' }]);
    expect(server.seen.filter(({ url }) => url === '/fhir/Condition/bone')).toHaveLength(1);
  });

  it('is asked for when the answer is there, which can so not wait for it', async () => {
    const asked: string[] = [];
    const client: FhirClient = {
      async get({ pathname }) {
        asked.push(pathname);
        return { content: searchset([MEDICARE]) };
      },
    };
    const rules = { knowledge, decider: createDecider(knowledge) };
    const fhir = { ...PREFETCH_ONLY, client, development: true };
    const body = withAccess('http://127.0.0.1:1/fhir');
    const call = { body, hook: orderSign, site: openSite(modes) };
    const ports = { rules, fhir, now: () => NOW, newUuid, topicSystem: 'https://example.org/topic' };
    const answered = await answerCall(call, ports);
    expect(asked).toEqual(['/fhir/Coverage']);
    const shadow = screenShadow(call, answered, rules);
    if (!shadow) throw new Error('No policy in shadow is concerned.');
    const judged = await judgeShadow(call, answered, shadow, ports);
    expect(asked).toEqual(['/fhir/Coverage', '/fhir/Condition']);
    expect([...judged.facts.keys()].toSorted()).toEqual(['conditions', 'coverages', 'references']);
  });

  it('may fail as often as it will: what live policies read of the same server goes on', async () => {
    let isDown = true;
    const server = await startUntilTestEnds((request, response) =>
      isDown ? sendJson(response, {}, 500) : serving([MEDICARE])(request, response),
    );
    const { app, records } = appOf(openSite(modes));
    const unseen = { ...changed(callOf(), 'prefetch'), ...accessTo(server.base) };
    for (let call = 0; call < 7; call++) {
      await cardsOf(app, unseen);
      await records();
    }
    isDown = false;
    await cardsOf(app, withAccess(server.base));
    expect((await records()).at(-1)?.outcome).toBe('cards');
    expect((await records()).at(-1)?.missing).toEqual({});
  });
});

describe('a fault of our own while a policy in shadow is judged', () => {
  it('is logged without words, and the call is stored as it was answered', async () => {
    const decider = createDecider(knowledge);
    const rules = {
      knowledge,
      sites: new Map(),
      decider: {
        ...decider,
        *decide(screening: Parameters<typeof decider.decide>[0], facts: Parameters<typeof decider.decide>[1]) {
          if ([...screening.concerned.keys()].some(({ id }) => id === 'decompression')) throw new Error('Jane Q Doe');
          return yield* decider.decide(screening, facts);
        },
      },
    };
    const site = openSite(modesOf({ traction: 'live', decompression: 'shadow' }));
    const { app, records, lines } = appOf(site, { rules: () => rules });
    const { body } = await supertest(app).post(SIGN).send(BOTH).expect(200);
    expect(objectsIn(asObject(body)?.['cards'])).toHaveLength(1);
    expect(await records()).toMatchObject([{ outcome: 'cards', decisions: [{ policy: 'traction' }] }]);
    expect(lines.join('\n')).toContain('"code":"internal"');
    expect(lines.join('\n')).not.toContain('Jane');
  });
});
