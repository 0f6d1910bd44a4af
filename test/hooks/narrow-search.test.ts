import { describe, expect, it } from 'vitest';
import { FACTS } from '../../src/decision/facts.ts';
import { readPrefetched, STANDARD_HABITS } from '../../src/hooks/prefetch.ts';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { knowledge } from '../support/knowledge.ts';

/** Reads a Bundle from prefetch for the fact of a type; returns the reason why it is incomplete. */
function lackingIn(bundle: JsonObject, type = 'Condition') {
  const fact = FACTS.find((one) => one.type === type);
  if (!fact) throw new Error(type);
  const wanted = { type, patientId: 'p1', outcomes: knowledge.searchOutcomes };
  const sent = readPrefetched({ [fact.key]: bundle }, fact, wanted, STANDARD_HABITS);
  return 'page' in sent ? sent.page.lacking : `missing: ${sent.missing}`;
}

const one = (type: string) => searchset([{ resourceType: type, id: 'x1' }]);
const self = (query: string) => ({ link: [{ relation: 'self', url: `https://ehr.example/r4/${query}` }] });

describe('a Bundle answers the search that its self link tells of', () => {
  it.each([
    'Condition?patient=p1&category=problem-list-item,encounter-diagnosis',
    'Condition?patient=Patient/p1&_sort=code&_count=5',
    'Condition?_getpages=8a2f&_getpagesoffset=0',
    'Condition?subject=https://ehr.example/r4/Patient/p1&clinical-status=active,recurrence',
    'Condition?patient=p1&clinical-status:not=resolved',
    'Condition?patient=p1&category=http://terminology.example/category|problem-list-item',
    'Condition?patient=p1&category=problem,complaint',
    'Condition?patient=p1&code=',
    'Condition?patient=another-id-of-the-patient',
    'Condition',
    'Coverage?patient=p1&status=active',
  ])('and is whole: %s', (query) => {
    const type = /^\w+/.exec(query)?.[0] ?? '';
    expect(lackingIn({ ...one(type), ...self(query) }, type)).toBeUndefined();
  });

  it.each([
    'Condition?patient=p1&clinical-status=resolved',
    'Condition?patient=p1&category=encounter-diagnosis',
    'Condition?patient=p1&code=M54.50',
    'Condition?patient=p1&code:in=http://terminology.example/ValueSet/pain',
    'Condition?patient=p1&_lastUpdated=ge2026-01-01',
    'Coverage?patient=p1&status=cancelled',
    'Coverage?beneficiary=p1&type=96',
  ])('and is part of what was asked for: %s', (query) => {
    const type = /^\w+/.exec(query)?.[0] ?? '';
    expect(lackingIn({ ...one(type), ...self(query) }, type)).toBe('narrow-search');
    expect(lackingIn({ ...searchset([]), ...self(query) }, type)).toBe('narrow-search');
  });

  it('and tells nothing where it is about another patient and holds nothing of this one', () => {
    expect(lackingIn({ ...searchset([]), ...self('Condition?patient=p2') })).toBe('another-patient');
  });

  it('and is cut where its tag says that it is a subset', () => {
    expect(lackingIn({ ...one('Condition'), meta: { tag: [{ code: 'SUBSETTED' }] } })).toBe('cut-short');
    expect(lackingIn({ ...one('Condition'), meta: { tag: [{ code: 'OTHER' }] } })).toBeUndefined();
  });
});
