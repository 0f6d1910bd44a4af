import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { callOf, changed } from './call.ts';

/** A FHIR server of our own, which may misbehave; it remembers who asked for what, with which token. */
export interface FaultyServer {
  readonly origin: string;
  /** Base address of the FHIR API. */
  readonly base: string;
  readonly seen: readonly { readonly url: string; readonly authorization: string | undefined }[];
  close(): Promise<void>;
}

async function startFaultyServer(handler: RequestListener): Promise<FaultyServer> {
  const seen: { url: string; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    seen.push({ url: request.url ?? '', authorization: request.headers.authorization });
    handler(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return { origin, base: `${origin}/fhir`, seen, close };
}

/** Starts faulty servers that are closed when the test ends. */
export async function startUntilTestEnds(handler: RequestListener): Promise<FaultyServer> {
  const server = await startFaultyServer(handler);
  onTestFinished(() => server.close());
  return server;
}

export const sendJson = (response: ServerResponse, body: unknown, status = 200) =>
  void response.writeHead(status, { 'Content-Type': 'application/fhir+json' }).end(JSON.stringify(body));

/** Answers each search with the given resources of its type. */
export function serving(resources: readonly JsonObject[]): RequestListener {
  return (request, response) => {
    const [, type, id] = /^\/fhir\/([A-Za-z]+)(?:\/([^?]+))?/.exec(request.url ?? '') ?? [];
    const ofType = resources.filter((resource) => resource['resourceType'] === type);
    if (id === undefined) sendJson(response, searchset(ofType));
    else
      sendJson(
        response,
        ofType.find((resource) => resource['id'] === id),
      );
  };
}

export const BONE_CANCER: JsonObject = {
  resourceType: 'Condition',
  id: 'bone',
  subject: { reference: 'Patient/p1' },
  clinicalStatus: { coding: [{ code: 'active' }] },
  code: {
    coding: [
      { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C79.51', display: 'Secondary malignant neoplasm of bone' },
    ],
  },
};

export const MEDICARE: JsonObject = {
  resourceType: 'Coverage',
  id: 'medicare',
  status: 'active',
  beneficiary: { reference: 'Patient/p1' },
  type: { coding: [{ system: 'https://nahdo.org/sopt', code: '121' }] },
  payor: [{ display: 'Medicare' }],
};

export const TOKEN = 'secret-access-token';

/** A call about patient p1 with a traction and a decompression order, without prefetch unless given. */
export function spineCall(members: JsonObject = {}): JsonObject {
  const call = callOf({ order: { codes: ['cpt 97012'] }, others: [{ codes: ['hcpcs S9090'] }] });
  return { ...changed(call, 'prefetch'), ...members };
}

/** The members that give access to a FHIR server. */
export function accessTo(
  fhirServer: string,
  scope = 'user/Condition.rs user/Coverage.rs user/Organization.rs',
): JsonObject {
  return {
    fhirServer,
    fhirAuthorization: { access_token: TOKEN, token_type: 'Bearer', expires_in: 300, scope, subject: 'cds' },
  };
}
