import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { asksForSomething, readOrder } from '../../src/matching/order.ts';
import { knowledge } from '../support/knowledge.ts';

const CPT = 'http://www.ama-assn.org/go/cpt';
const DO_NOT_PERFORM = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-DeviceRequest.doNotPerform';
const service = (members: JsonObject): JsonObject => ({ resourceType: 'ServiceRequest', id: 'o1', ...members });
const device = (members: JsonObject): JsonObject => ({ resourceType: 'DeviceRequest', id: 'o1', ...members });
const nowhere = () => undefined;
const namesIn = (resource: JsonObject, resolve: (reference: string) => JsonObject | undefined = nowhere) =>
  readOrder(resource, resolve, knowledge)?.description.specified.map(({ name }) => name.code);

describe('an order', () => {
  it.each([
    ['a service request', service({}), true],
    ['a device request', device({}), true],
    ['a procedure request of STU3', { resourceType: 'ProcedureRequest' }, true],
    ['a medication request', { resourceType: 'MedicationRequest' }, false],
    ['a resource of no type', {}, false],
    ['a device', { resourceType: 'Device', id: 'd' }, false],
  ])('may be %s: %s', (_name, resource, isOrder) => {
    expect(readOrder(resource, nowhere, knowledge) !== undefined).toBe(isOrder);
  });

  it.each([
    ['97012', ['97012']],
    [97012, ['97012']],
    // The digits behind those that a number holds exactly are lost.
    [97012e12, []],
    [97012.5, []],
  ])('with the code %j is found by %j', (code, codes) => {
    const order = readOrder(service({ code: { coding: [{ system: CPT, code }] } }), nowhere, knowledge);
    expect(order?.codes.map((known) => known.code)).toEqual(codes);
  });

  it.each([
    ['nothing against it', {}, true],
    ['an active status', { status: 'active' }, true],
    ['a revoked status', { status: 'revoked' }, false],
    ['a revoked status in capitals', { status: 'REVOKED' }, false],
    ['a status of STU3 that says the same', { status: 'cancelled' }, false],
    ['a status of R5 that says the same', { status: 'ended' }, false],
    ['a status of DSTU2 that says the same', { status: 'rejected' }, false],
    ['a completed status', { status: 'completed' }, false],
    ['an erroneous status', { status: 'entered-in-error' }, false],
    ['doNotPerform', { doNotPerform: true }, false],
    ['doNotPerform turned off', { doNotPerform: false }, true],
    ['doNotPerform as a text', { doNotPerform: 'true' }, true],
    [
      'the doNotPerform modifier extension',
      { modifierExtension: [{ url: DO_NOT_PERFORM, valueBoolean: true }] },
      false,
    ],
    ['the doNotPerform extension', { extension: [{ url: DO_NOT_PERFORM, valueBoolean: true }] }, false],
    ['the extension turned off', { modifierExtension: [{ url: DO_NOT_PERFORM, valueBoolean: false }] }, true],
    ['another extension', { extension: [{ url: 'https://x', valueBoolean: true }] }, true],
  ])('that has %s asks for something: %s', (_name, members, asks) => {
    expect(asksForSomething(device(members))).toBe(asks);
  });

  it('has a reference only if it has an id', () => {
    expect(readOrder(service({}), nowhere, knowledge)?.reference).toBe('ServiceRequest/o1');
    expect(readOrder(service({ id: undefined }), nowhere, knowledge)?.reference).toBeUndefined();
  });
});

describe('what an order says it is', () => {
  const orthotrac = { resourceType: 'Device', id: 'd1', deviceName: [{ name: 'Orthotrac vest' }] };
  const reference = (to: string) => ({ codeReference: { reference: to } });

  it.each<readonly [string, JsonObject]>([
    ['its text', service({ code: { text: 'LTX 3000' } })],
    ['the display of a coding', service({ code: { coding: [{ display: 'LTX 3000' }] } })],
    ['the concept of a device request', device({ codeCodeableConcept: { text: 'LTX 3000' } })],
    ['an order detail', service({ orderDetail: [{ text: 'LTX 3000' }] })],
    ['a parameter that is a text', device({ parameter: [{ valueString: 'LTX 3000' }] })],
    ['a parameter that is a concept', device({ parameter: [{ valueCodeableConcept: { text: 'LTX 3000' } }] })],
    ['the code of a parameter', device({ parameter: [{ code: { coding: [{ display: 'LTX 3000' }] } }] })],
    ['a parameter of an order detail', service({ orderDetail: [{ parameter: [{ valueString: 'LTX 3000' }] }] })],
  ])('may stand in %s', (_place, resource) => {
    expect(namesIn(resource)).toEqual(['ltx-3000']);
  });

  it.each<readonly [string, JsonObject]>([
    ['its name', orthotrac],
    ['its name in R5', { ...orthotrac, deviceName: undefined, name: [{ value: 'Orthotrac vest' }] }],
    ['its UDI', { ...orthotrac, deviceName: [], udiCarrier: [{ carrierHRF: '(01)00812345 ORTHOTRAC' }] }],
    ['its model', { ...orthotrac, deviceName: [], modelNumber: 'Orthotrac II' }],
    ['its definition', { ...orthotrac, deviceName: [], definition: { display: 'Orthotrac' } }],
    ['its type', { ...orthotrac, deviceName: [], type: { text: 'Orthotrac' } }],
  ])('may stand in the device it refers to: %s', (_place, target) => {
    expect(namesIn(device({ ...reference('#d1'), contained: [target] }))).toEqual(['orthotrac']);
    expect(namesIn(device(reference('Device/d1')), (to) => (to === 'Device/d1' ? target : undefined))).toEqual([
      'orthotrac',
    ]);
  });

  it.each([
    ['that is not there', device(reference('Device/d2'))],
    ['that is no device', device({ ...reference('#d1'), contained: [{ ...orthotrac, resourceType: 'Medication' }] })],
    ['without an address', device({ codeReference: {} })],
  ])('does not stand in a reference %s', (_name, resource) => {
    expect(namesIn(resource)).toEqual([]);
  });

  it('takes the codes of the device as its own', () => {
    const type = { coding: [{ system: CPT, code: 'E1399' }] };
    const order = readOrder(device({ ...reference('#d1'), contained: [{ ...orthotrac, type }] }), nowhere, knowledge);
    expect(order?.description.codes.map(({ code }) => code)).toEqual(['E1399']);
  });

  it('keeps apart what only a note remarks', () => {
    const remark = service({ code: { text: 'Brace' }, note: [{ text: 'LTX 3000' }], patientInstruction: 'Pronex' });
    const order = readOrder(remark, nowhere, knowledge);
    expect(order?.description.specified).toEqual([]);
    expect(order?.description.remarked.map(({ name }) => name.code)).toEqual(['ltx-3000', 'pronex']);
    expect(order?.words).toEqual(['Brace', 'LTX 3000', 'Pronex']);
  });

  it('has words as far as they are read, with single spaces whatever separates them', () => {
    const code = { text: `Mechanical\u00a0traction,\n two  units ${'x'.repeat(30_000)}` };
    const [words = ''] = readOrder(service({ code }), nowhere, knowledge)?.words ?? [];
    expect(words).toMatch(/^Mechanical traction, two units x+$/);
    expect(words.length).toBeLessThanOrEqual(20_000);
  });

  it('has its text as its first title', () => {
    const code = { coding: [{ display: 'Second' }], text: 'First' };
    expect(readOrder(service({ code }), nowhere, knowledge)?.titles).toEqual(['First', 'Second']);
  });

  it('names its device also where only the display of the reference does', () => {
    expect(namesIn(device({ codeReference: { reference: 'Device/elsewhere', display: 'LTX 3000' } }))).toEqual([
      'ltx-3000',
    ]);
  });

  it('is read in the R5 form, code and device in one', () => {
    const resolve = () => ({ resourceType: 'Device', deviceName: [{ name: 'LTX 3000' }] });
    expect(namesIn(device({ code: { reference: { reference: 'Device/d' } } }), resolve)).toEqual(['ltx-3000']);
    expect(namesIn(service({ code: { concept: { text: 'Dynesys L4-5' } } }))).toEqual(['dynesys']);
  });
});

describe('a code among the details', () => {
  const detail = { coding: [{ system: CPT, code: '97012' }] };

  it('is a code the order is found by', () => {
    const order = readOrder(service({ code: { text: 'PT session' }, orderDetail: [detail] }), nowhere, knowledge);
    expect(order?.codes).toEqual([{ system: CPT, code: '97012' }]);
  });

  it('does not decide whether a name counts, which is for the own code of the order', () => {
    const order = readOrder(
      service({ code: { coding: [{ system: CPT, code: '97110' }] }, orderDetail: [detail] }),
      nowhere,
      knowledge,
    );
    expect(order?.description.codes).toEqual([{ system: CPT, code: '97110' }]);
  });
});
