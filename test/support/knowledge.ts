import { join } from 'node:path';
import { VOCABULARY } from '../../src/offer.ts';
import { loadKnowledge } from '../../src/policies/load.ts';

export const PROJECT = join(import.meta.dirname, '../..');
export const TODAY = '2026-11-22';
export const NOW = Date.parse(`${TODAY}T12:00:00Z`);

let counter = 0;
/** Ids that differ, in the form of UUIDs. */
export const newUuid = () => `00000000-0000-4000-8000-${String(++counter).padStart(12, '0')}`;

/** The project's own knowledge, loaded once per test file. */
export const knowledge = loadKnowledge(PROJECT, VOCABULARY);

/** A time at which every version of the policies has begun, also one whose day is still to come. */
export const ALL_BEGUN = Math.max(NOW, ...knowledge.policies.map(({ period }) => Date.parse(period.start ?? TODAY)));
