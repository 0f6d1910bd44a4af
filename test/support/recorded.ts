import { hookOf } from '../../src/hooks/hooks.ts';
import type { JsonObject } from '../../src/json.ts';
import type { Fingerprint } from '../../src/policies/content-hash.ts';
import { versionKey } from '../../src/policies/policy.ts';
import { type CallFrame, recordCall } from '../../src/records/call.ts';
import type { Pseudonymizer } from '../../src/records/pseudonymizer.ts';
import type { CallRecord, FeedbackRecord } from '../../src/records/record.ts';
import { caller } from './answer.ts';
import { pseudonymizerOf } from './pseudonymizer.ts';
import { knowledge, newUuid, TODAY } from './server.ts';

export const HASHES: Fingerprint = {
  knowledge: 'a'.repeat(64),
  policies: new Map(knowledge.policies.map(({ id, version }, at) => [versionKey(id, version), String(at).repeat(64)])),
};

const call = caller();

/** The record of a call, answered through the core without HTTP. */
export async function recorded(
  body: JsonObject,
  frame: Partial<CallFrame> = {},
  pseudonymizer: Pseudonymizer = pseudonymizerOf(),
): Promise<CallRecord> {
  const service = hookOf(body).name;
  const known = { id: newUuid(), at: `${TODAY}T08:00:00.000Z`, site: 'mercy', service, milliseconds: 12.5 };
  return recordCall({ ...known, ...frame, ...(await call(body)) }, HASHES, pseudonymizer);
}

/** A report of a card, overridden without a reason unless told otherwise. */
export function reported(card: string, members: Partial<FeedbackRecord> = {}): FeedbackRecord {
  return {
    id: newUuid(),
    site: 'mercy',
    service: 'order-sign',
    card,
    outcome: 'overridden',
    at: `${TODAY}T08:01:00.000Z`,
    received: `${TODAY}T08:02:00.000Z`,
    suggestions: [],
    ...members,
  };
}
