import { expect, it } from 'vitest';
import { toR4 } from '../../src/fhir-client/r4.ts';

it('the statuses of a DSTU2 or STU3 Condition become concepts', () => {
  expect(toR4({ resourceType: 'Condition', clinicalStatus: 'resolved', verificationStatus: 'confirmed' })).toEqual({
    resourceType: 'Condition',
    clinicalStatus: { coding: [{ code: 'resolved' }] },
    verificationStatus: { coding: [{ code: 'confirmed' }] },
  });
});

it('the issuer and the type of a DSTU2 Coverage become payor and concept', () => {
  const coverage = {
    resourceType: 'Coverage',
    issuer: { display: 'Medicare' },
    type: { system: 'https://nahdo.org/sopt', code: '121' },
  };
  expect(toR4(coverage)).toMatchObject({ payor: [{ display: 'Medicare' }], type: { coding: [{ code: '121' }] } });
});

it.each([
  { resourceType: 'Condition', clinicalStatus: { coding: [{ code: 'active' }] } },
  { resourceType: 'Coverage', type: { coding: [{ code: '121' }] }, payor: [] },
  { resourceType: 'Patient', id: 'p' },
])('what is R4 already stays the same object: %j', (resource) => {
  expect(toR4(resource)).toBe(resource);
});

it('the insurer of an R5 Coverage becomes its payor', () => {
  expect(toR4({ resourceType: 'Coverage', insurer: { display: 'Aetna' } })).toMatchObject({
    payor: [{ display: 'Aetna' }],
  });
});

it('the payors of an R5 Coverage for self-pay are those by whom it is paid, and of another its insurer', () => {
  const paid = { resourceType: 'Coverage', paymentBy: [{ party: { reference: 'Patient/p1' } }] };
  expect(toR4(paid)).toMatchObject({ payor: [{ reference: 'Patient/p1' }] });
  expect(toR4({ ...paid, insurer: { display: 'Aetna' } })).toMatchObject({ payor: [{ display: 'Aetna' }] });
});
