import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { recordRefusal } from '../../src/records/call.ts';
import { callOf, callWith, changed } from '../support/call.ts';
import { pseudonymizerOf } from '../support/pseudonymizer.ts';
import { HASHES, recorded } from '../support/recorded.ts';

const pseudonymizer = pseudonymizerOf();
const cancer = 'icd-10-cm C41.2 Malignant neoplasm of vertebral column';

describe('the record of a call', () => {
  it('says who called when, and what was answered', async () => {
    expect(await recorded(callOf())).toMatchObject({
      at: '2026-11-22T08:00:00.000Z',
      site: 'mercy',
      service: 'order-sign',
      hookInstance: '5a2b8f7e-0c4d-4a1c-9d1e-1f2a3b4c5d6e',
      patient: pseudonymizer.pseudonym('p1', 'mercy'),
      outcome: 'cards',
      milliseconds: 12.5,
      orders: 1,
      knowledge: HASHES.knowledge,
      missing: {},
    });
  });

  it('is kept also if there was nothing to say', async () => {
    const record = await recorded(callOf({ order: { codes: ['cpt 72148'] } }));
    expect(record).toMatchObject({ outcome: 'nothing', orders: 1, decisions: [] });
  });

  it('names the facts that did not arrive, and only those that were asked for', async () => {
    const bare = changed(callOf({ conditions: 'unknown' }), 'prefetch.coverage', { resourceType: 'OperationOutcome' });
    expect((await recorded(bare)).missing).toEqual({ conditions: 'not-sent', coverages: 'failed' });
    expect((await recorded(changed(bare, 'context.draftOrders.entry', []))).missing).toEqual({});
  });

  it('has names for patient, order and findings that no other site’s record has', async () => {
    const namesAt = async (site: string) => {
      const { patient, decisions } = await recorded(callOf({ conditions: [cancer] }), { site });
      return [
        patient,
        ...decisions.flatMap(({ order, steps }) => [order, ...steps.flatMap((step) => step.references)]),
      ];
    };
    const elsewhere = new Set(await namesAt('st-luke'));
    const here = await namesAt('mercy');
    expect(here.length).toBeGreaterThan(2);
    expect(here.filter((name) => elsewhere.has(name))).toEqual([]);
  });

  it('keeps a hookInstance that is no UUID as a pseudonym', async () => {
    expect((await recorded(changed(callOf(), 'hookInstance', 'visit of Smith'))).hookInstance).toBe(
      pseudonymizer.pseudonym('visit of Smith'),
    );
  });
});

describe('the record of a decision', () => {
  it('has the policy with version and hash, the action, and the card with its suggestions', async () => {
    const [decision, ...more] = (await recorded(callOf({ order: { type: 'DeviceRequest', text: 'LTX 3000' } })))
      .decisions;
    expect(more).toEqual([]);
    expect(decision).toMatchObject({
      order: `DeviceRequest/${pseudonymizer.pseudonym('order-1', 'mercy')}`,
      place: 0,
      policy: 'unloading',
      policyVersion: expect.stringMatching(/^\d/),
      policyHash: HASHES.policies.get('unloading|1.0.0'),
      outcome: 'applies',
      action: 'not-medically-necessary',
      card: expect.stringMatching(/^[0-9a-f-]{36}$/),
      suggestions: [expect.stringMatching(/^[0-9a-f-]{36}$/)],
    });
    expect(decision).not.toHaveProperty('why');
  });

  it('has the steps of scope, facts and actions in their order, without their expressions', async () => {
    const [decision] = (await recorded(callOf({ conditions: [cancer] }))).decisions;
    const names = decision?.steps.map(({ name }) => name) ?? [];
    expect(names[0]).toBe('the order is for mechanical traction');
    expect(names.at(-1)).toBe('one of the three conditions is current');
    expect(decision?.steps.find(({ name }) => name === 'boneCancer')).toEqual({
      name: 'boneCancer',
      truth: 'met',
      references: [`Condition/${pseudonymizer.pseudonym('condition-1', 'mercy')}`],
    });
    for (const step of decision?.steps ?? []) expect(Object.keys(step)).not.toContain('expression');
  });

  it('names the first twenty resources of a step and counts the rest', async () => {
    const tumours = Array.from({ length: 23 }, () => cancer);
    const [decision] = (await recorded(callOf({ conditions: tumours }))).decisions;
    const step = decision?.steps.find(({ name }) => name === 'boneCancer');
    expect([step?.references.length, step?.moreReferences]).toEqual([20, 3]);
  });

  it('has the steps of the first five hundred decisions of a call', async () => {
    const coding = [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }];
    const order = { resourceType: 'ServiceRequest', status: 'draft', code: { coding } };
    const { decisions } = await recorded(callWith(Array.from({ length: 501 }, () => order)));
    expect(decisions.map(({ steps }) => steps.length > 0)).toEqual([...Array(500).fill(true), false]);
    expect(decisions.at(-1)?.action).toBe('documentation');
  });

  it('says why a step is unknown', async () => {
    const [decision] = (await recorded(callOf({ conditions: 'unknown' }))).decisions;
    expect(decision?.steps).toContainEqual({
      name: 'boneCancer',
      truth: 'unknown',
      reason: 'currentConditions: not-sent',
      references: [],
    });
  });

  it('says why a card was held back', async () => {
    const [decision] = (await recorded(callOf({ hook: 'order-select' }))).decisions;
    expect(decision).toMatchObject({
      outcome: 'suppressed',
      action: 'documentation',
      why: 'not shown on order-select',
      suggestions: [],
    });
    expect(decision).not.toHaveProperty('card');
  });

  it('has the place of the order among all resources of the draft, and its own card', async () => {
    const coding = [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }];
    const coded: JsonObject = { resourceType: 'ServiceRequest', status: 'draft', code: { coding } };
    const drug = { resourceType: 'MedicationRequest', id: 'm1' };
    const { decisions, orders } = await recorded(
      callWith([drug, { ...coded, id: 'a' }, { ...drug, id: 'm2' }, { ...coded, id: 'b' }]),
    );
    expect(orders).toBe(2);
    expect(decisions.map(({ place }) => place)).toEqual([1, 3]);
    expect(decisions.map(({ action }) => action)).toEqual(['documentation', 'documentation']);
    expect(new Set(decisions.map(({ card }) => card)).size).toBe(2);
    expect((await recorded(callWith([coded]))).decisions[0]?.order).toBe('ServiceRequest');
  });
});

describe('what the client said', () => {
  const SECRET = 'Zaphod';
  /** Each text that a client may choose itself is the secret, or holds it. */
  const condition = {
    resourceType: 'Condition',
    id: SECRET,
    subject: { reference: 'Patient/Zaphod' },
    clinicalStatus: { coding: [{ code: 'active' }] },
    code: {
      text: `${SECRET}: bone cancer`,
      coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C41.2', display: SECRET }],
    },
    note: [{ text: SECRET }],
  };
  const order = (type: string, text: string): JsonObject => ({
    resourceType: type,
    id: `${SECRET}-${text}`,
    status: 'draft',
    [type === 'DeviceRequest' ? 'codeCodeableConcept' : 'code']: {
      text: `${text} for ${SECRET}`,
      coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: text, display: SECRET }],
    },
    note: [{ text: SECRET }],
    [SECRET]: SECRET,
  });
  const secret = (hook: 'order-select' | 'order-sign', prefetch: JsonObject): JsonObject => {
    const orders = [
      order('ServiceRequest', '97012'),
      order('DeviceRequest', 'LTX 3000'),
      order('ServiceRequest', 'S9090'),
    ];
    const body = callWith(orders, { hook });
    const selections = orders.map(({ resourceType, id }) => `${String(resourceType)}/${String(id)}`);
    const context = { ...(body['context'] as JsonObject), patientId: SECRET, encounterId: SECRET, userId: SECRET };
    return {
      ...body,
      hookInstance: SECRET,
      prefetch,
      context: hook === 'order-select' ? { ...context, selections } : context,
    };
  };
  const coverage = {
    resourceType: 'Coverage',
    id: SECRET,
    status: 'active',
    beneficiary: { reference: 'Patient/Zaphod' },
    payor: [{ display: SECRET }],
  };

  it.each<readonly [string, JsonObject]>([
    ['all is known', { conditions: searchset([condition]), coverage: searchset([coverage]) }],
    ['nothing is known', {}],
    [
      'a part is missing',
      { conditions: { ...searchset([condition]), link: [{ relation: 'next', url: SECRET }] }, [SECRET]: SECRET },
    ],
    ['it cannot be read', { conditions: { resourceType: SECRET }, coverage: SECRET }],
  ])('is nowhere in the record, if %s', async (_case, prefetch) => {
    for (const hook of ['order-select', 'order-sign'] as const) {
      const record = await recorded(secret(hook, prefetch));
      expect(record.decisions.length).toBeGreaterThanOrEqual(2);
      // The code of a name is the knowledge's own word, not the client's, and a hash may hold any short code by chance.
      const said = JSON.stringify(record)
        .replaceAll(/"name":"[a-z-]+-names\/[^"]+"/g, '')
        .replaceAll(/[0-9a-f]{64}/g, '');
      expect(said).not.toMatch(/zaphod|C41|97012|LTX|S9090|bone cancer/i);
    }
  });
});

describe('the record of the words', () => {
  const readingsOf = async (call: JsonObject) =>
    (await recorded(call)).decisions.flatMap(({ steps }) => steps.flatMap(({ readings = [] }) => readings));

  it('says how each name was meant and by which group of the language, without the words', async () => {
    const readings = await readingsOf(
      callOf({ order: { codes: ['cpt 97012'] }, conditions: ['none x concern for bone mets, failed chemo'] }),
    );
    expect(readings).toContainEqual({
      reference: expect.stringMatching(/^Condition\/~/),
      name: 'bone-cancer-names/bone-metastasis',
      category: 'uncertain',
      group: 'perhaps',
      how: 'looked on',
      spent: [],
    });
    expect(JSON.stringify(readings)).not.toMatch(/mets|chemo|concern/);
  });

  it('says which triggers were spent on something else', async () => {
    const readings = await readingsOf(callOf({ order: { text: 'DRX9000, failed PT' } }));
    expect(readings).toContainEqual({
      reference: expect.stringMatching(/^ServiceRequest\/~/),
      name: 'decompression-names/drx9000',
      category: 'affirmed',
      spent: ['in-vain'],
    });
  });
});

describe('the record of a refusal', () => {
  it('says that a call came and why it got no answer', () => {
    const frame = { id: 'i', at: '2026-11-22T08:00:00.000Z', site: 'mercy', service: 'order-sign', milliseconds: 1 };
    expect(recordRefusal({ ...frame, code: 'wrong-hook' }, HASHES)).toEqual({
      ...frame,
      outcome: 'wrong-hook',
      orders: 0,
      knowledge: HASHES.knowledge,
      missing: {},
      decisions: [],
    });
  });
});
