import { describe, expect, it } from 'vitest';
import type { MissingReason } from '../../src/decision/facts.ts';
import type { FhirAccess } from '../../src/fhir-client/access.ts';
import { namePayors } from '../../src/fhir-client/payors.ts';
import { resolverOf } from '../../src/hooks/draft.ts';
import { asObject, type JsonObject, listOf } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { answerer } from '../support/answer.ts';
import { callOf, changed } from '../support/call.ts';

const coverage = (payor: unknown, more: JsonObject = {}): JsonObject => ({
  resourceType: 'Coverage',
  id: 'c',
  payor,
  ...more,
});
const organization = (id: string, name: string): JsonObject => ({
  resourceType: 'Organization',
  id,
  name,
  identifier: [{ system: 'urn:naic', value: '1' }],
});
const among = (...sent: readonly JsonObject[]) =>
  resolverOf(() => sent.map((resource) => ({ resource, fullUrl: undefined })));
const answer = answerer();
const entriesOf = (call: JsonObject) => listOf(asObject(asObject(call['context'])?.['draftOrders'])?.['entry']);
const payorOf = async (...args: Parameters<typeof namePayors>) => (await namePayors(...args)).coverage['payor'];

function access(
  answers: Readonly<Record<string, JsonObject>>,
  scope = 'user/Organization.r',
): FhirAccess & { readonly asked: string[] } {
  const asked: string[] = [];
  const client: FhirAccess['client'] = {
    get: async (url) => {
      asked.push(url.href);
      const content = answers[url.pathname];
      return content ? { content } : { missing: 'gone' };
    },
  };
  return {
    client,
    base: new URL('https://ehr.example.org/fhir/'),
    token: 't',
    scope,
    signal: AbortSignal.timeout(1000),
    asked,
  };
}

describe('a payor that is only a reference is named', () => {
  it('from what the Coverage contains', async () => {
    const contained = [organization('plan', 'Blue Plus')];
    expect(await payorOf(coverage([{ reference: '#plan' }], { contained }), among(), 'not-sent')).toMatchObject([
      { reference: '#plan', display: 'Blue Plus' },
    ]);
  });

  it.each(['Organization/plan', 'https://ehr.example.org/fhir/Organization/plan'])(
    'from the bundle, by %s',
    async (reference) => {
      expect(
        await payorOf(coverage([{ reference }]), among(organization('plan', 'Blue Plus')), 'not-sent'),
      ).toMatchObject([{ display: 'Blue Plus', identifier: { value: '1' } }]);
    },
  );

  it('from the bundle, by the address of its entry or a reference with a version', async () => {
    const plan = organization('plan', 'Blue Plus');
    const sent = resolverOf(() => [{ resource: plan, fullUrl: 'urn:uuid:6d9a3d2e-0e26-4e9c-8f6e-3f6f8b1c2a10' }]);
    for (const reference of ['urn:uuid:6d9a3d2e-0e26-4e9c-8f6e-3f6f8b1c2a10', 'Organization/plan/_history/2'])
      expect(await payorOf(coverage([{ reference }]), sent, 'not-sent')).toMatchObject([{ display: 'Blue Plus' }]);
  });

  it('keeps its own name beside those of its Organization', async () => {
    const plan = { ...organization('plan', 'Blue Plus'), alias: ['HMO Minnesota'] };
    const payor = [{ reference: 'Organization/plan', display: 'BP' }];
    expect(await namePayors(coverage(payor), among(plan), 'not-sent')).toMatchObject({
      coverage: { payor, contained: [plan] },
    });
  });

  it('from the FHIR server', async () => {
    const fhir = access({ '/fhir/Organization/plan': organization('plan', 'Blue Plus') });
    expect(await payorOf(coverage([{ reference: 'Organization/plan' }]), among(), fhir)).toMatchObject([
      { display: 'Blue Plus' },
    ]);
    expect(fhir.asked).toEqual(['https://ehr.example.org/fhir/Organization/plan']);
  });
});

describe('nothing is asked', () => {
  it.each([
    ['for a payor that has a name', { reference: 'Organization/plan', display: 'Aetna' }],
    ['for a payor that has an identifier', { identifier: { value: '1' }, reference: 'Organization/plan' }],
    ['at another address', { reference: 'https://evil.example/fhir/Organization/plan' }],
    ['about another kind of resource', { reference: 'Patient/p1' }],
    ['without a reference', {}],
  ])('%s', async (_what, payor) => {
    const fhir = access({});
    expect(await payorOf(coverage([payor]), among(), fhir)).toEqual([payor]);
    expect(fhir.asked).toEqual([]);
  });

  it('beyond the scopes', async () => {
    const fhir = access({}, 'user/Coverage.rs');
    await payorOf(coverage([{ reference: 'Organization/plan' }]), among(), fhir);
    expect(fhir.asked).toEqual([]);
  });
});

it('a payor that cannot be found stays as it is', async () => {
  expect(await payorOf(coverage([{ reference: 'Organization/none' }]), among(), access({}))).toEqual([
    { reference: 'Organization/none' },
  ]);
});

it.each([undefined, null, 'Aetna', 5])('a Coverage whose payor is %j is survived', async (payor) => {
  expect(await namePayors(coverage(payor), among(), 'not-sent')).toMatchObject({ coverage: { id: 'c' } });
});

it('an Organization that was read names the payor without an id of its own, too', async () => {
  const nameless = access({ '/fhir/Organization/plan': { resourceType: 'Organization', name: 'Blue Plus' } });
  expect(await payorOf(coverage([{ reference: 'Organization/plan' }]), among(), nameless)).toMatchObject([
    { display: 'Blue Plus' },
  ]);
});

it('another Organization than the one that was asked for names no payor', async () => {
  const other = access({ '/fhir/Organization/plan': organization('another', 'Blue Plus') });
  expect(await payorOf(coverage([{ reference: 'Organization/plan' }]), among(), other)).toEqual([
    { reference: 'Organization/plan' },
  ]);
});

describe('a payor whose Organization', () => {
  const nameBy = async (missing: MissingReason) => {
    const client = { get: async () => ({ missing }) };
    return namePayors(coverage([{ reference: 'Organization/plan' }]), among(), { ...access({}), client });
  };

  it.each(['server-failed', 'late', 'refused'] as const)('failed to come (%s) is not known', async (missing) => {
    expect(await nameBy(missing)).toMatchObject({ isWhole: false });
  });

  it('is nowhere stays as it is', async () => {
    expect(await nameBy('gone')).toMatchObject({ isWhole: true });
  });
});

it.each([
  [
    'in the prefetch',
    (call: JsonObject) => changed(call, 'prefetch.payers', searchset([organization('plan', 'Original Medicare')])),
  ],
  [
    'beside the orders',
    (call: JsonObject) =>
      changed(call, 'context.draftOrders.entry', [
        ...entriesOf(call),
        { resource: organization('plan', 'Original Medicare') },
      ]),
  ],
])('a payor is named by its Organization %s', async (_where, withPlan) => {
  const theirs = coverage([{ reference: 'Organization/plan' }], {
    status: 'active',
    beneficiary: { reference: 'Patient/p1' },
  });
  const call = changed(callOf({ order: { codes: ['hcpcs S9090'] } }), 'prefetch.coverage', searchset([theirs]));
  const { cards } = await answer(withPlan(call));
  expect(cards.map(({ detail }) => detail).join()).toContain('Coverage on file: Original Medicare');
});
