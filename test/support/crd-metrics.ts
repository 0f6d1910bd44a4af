import fhirpath from 'fhirpath';
import supertest from 'supertest';
import { metricLines } from '../../src/commands/crd-metrics.ts';
import type { JsonObject } from '../../src/json.ts';
import type { CallRecord } from '../../src/records/record.ts';
import type { Site } from '../../src/sites/site.ts';
import { SIGN } from './call.ts';
import { crdSite } from './crd.ts';
import { createMemoryStore } from './memory-store.ts';
import { startApp } from './server.ts';

export const SPAN = { from: '2026-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' };

/** Posts calls to a server with a CRD site; what is exported of them. */
export async function exportOf(
  bodies: readonly JsonObject[],
  { site = crdSite(), path = SIGN }: { site?: Site; path?: string } = {},
) {
  const store = createMemoryStore();
  const records: CallRecord[] = [];
  const app = startApp({ sites: [site], store, records });
  for (const body of bodies) await supertest(app).post(path).send(body);
  await store.keepCalls(records);
  const lines: string[] = [];
  for await (const line of metricLines(store, SPAN)) lines.push(line);
  const data: readonly JsonObject[] = lines.map((line) => JSON.parse(line));
  return { data, lines, records, store };
}
/** The export of the first of the calls. */
export const firstOf = async (...asked: Parameters<typeof exportOf>) => (await exportOf(...asked)).data[0] ?? {};

/** The values that an expression finds. */
export function valuesIn(data: unknown, expression: string): readonly unknown[] {
  const found: unknown = fhirpath.evaluate(data, expression);
  return Array.isArray(found) ? found : [found];
}
