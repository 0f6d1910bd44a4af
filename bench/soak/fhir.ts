import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { JsonObject } from '../../src/json.ts';
import { COVERAGE } from '../chart.ts';

/** How a search is answered: at once, after a second and a half, with an error, or by closing the connection. */
export type Mood = 'well' | 'slow' | 'failing' | 'gone';
export type Searched = 'Condition' | 'Coverage';

const SLOW_TIME = 1500;
/** The moods of a bad half minute, each with the second at which it begins. */
const DAY: readonly (readonly [second: number, mood: Mood])[] = [
  [27, 'gone'],
  [24, 'failing'],
  [18, 'slow'],
  [0, 'well'],
];
const DAY_LENGTH = 30;

/** The mood at a second of the soak. */
export function moodAt(second: number): Mood {
  return DAY.find(([begin]) => second % DAY_LENGTH >= begin)?.[1] ?? 'well';
}

/** A FHIR server whose every patient has bone cancer, noted with the patient's own id, and one coverage. */
export interface MoodyServer {
  /** Base address of its FHIR API. */
  readonly base: string;
  /** From now on searches for this type find the server so. */
  set(searched: Searched, mood: Mood): void;
  close(): void;
}

function resourceFor(searched: Searched, patient: string): JsonObject {
  const subject = { reference: `Patient/${patient}` };
  if (searched === 'Coverage') return { ...COVERAGE, beneficiary: subject };
  const display = `Secondary malignant neoplasm of bone, ${patient}`;
  return {
    resourceType: 'Condition',
    id: `bone-${patient}`,
    clinicalStatus: { coding: [{ code: 'active' }] },
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C79.51', display }], text: display },
    subject,
  };
}

function sendFound(response: ServerResponse, resource: JsonObject): void {
  const bundle = { resourceType: 'Bundle', type: 'searchset', total: 1, entry: [{ resource }] };
  response.writeHead(200, { 'Content-Type': 'application/fhir+json' }).end(JSON.stringify(bundle));
}

/** Starts the server on a free port of loopback, in good mood. */
export async function startMoodyServer(): Promise<MoodyServer> {
  const moods = new Map<Searched, Mood>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const searched = url.pathname === '/fhir/Condition' ? 'Condition' : 'Coverage';
    const resource = resourceFor(searched, url.searchParams.get('patient') ?? '');
    const mood = moods.get(searched) ?? 'well';
    if (mood === 'gone') request.destroy();
    else if (mood === 'failing') response.writeHead(503).end();
    else if (mood === 'well') sendFound(response, resource);
    else void pause(SLOW_TIME).then(() => sendFound(response, resource));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the FHIR server has no port');
  return {
    base: `http://127.0.0.1:${address.port}/fhir`,
    set: (searched, mood) => void moods.set(searched, mood),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
