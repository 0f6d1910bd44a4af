import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFhirServer, resourcesInFile } from '../../demo/fhir-server.ts';
import type { Card } from '../../src/hooks/card.ts';
import type { JsonObject } from '../../src/json.ts';
import { accessTo, sendJson, spineCall, startUntilTestEnds } from '../support/fhir-server.ts';
import { PROJECT } from '../support/knowledge.ts';
import { startApp } from '../support/server.ts';

const app = startApp();
let fhir: Server;
let base: string;

beforeAll(async () => {
  fhir = await createFhirServer(resourcesInFile(join(PROJECT, 'fhir-resources/examples/patients/patients.json')));
  await new Promise<void>((listening) => fhir.listen(0, '127.0.0.1', listening));
  base = `http://127.0.0.1:${(fhir.address() as AddressInfo).port}/fhir`;
});
afterAll(() => void fhir.close());

/** The call with orders for another patient than p1. */
function bodyFor(patientId: string, members: JsonObject): JsonObject {
  const body = JSON.parse(JSON.stringify(spineCall(members)).replaceAll('Patient/p1', `Patient/${patientId}`));
  return { ...body, context: { ...body.context, patientId } };
}

async function cardsFor(body: JsonObject, application = app): Promise<readonly Card[]> {
  const answer = await request(application).post('/cds-services/spine-coverage-order-sign').send(body).expect(200);
  return (answer.body as { cards: readonly Card[] }).cards;
}
const gist = (cards: readonly Card[]) => cards.map(({ indicator, summary }) => `${indicator}: ${summary}`);

describe('against a real FHIR R4 server', () => {
  it('the conditions found there stop a traction order', async () => {
    const cards = await cardsFor(bodyFor('example-bone', accessTo(base)));
    expect(gist(cards)).toContain('critical: Traction is inappropriate, bone cancer is on record: “97012”');
    expect(cards[0]?.detail).toContain('Secondary malignant neoplasm of bone (C79.51, active, recorded 2026-09-14)');
  });

  it('the coverage found there chooses the wording', async () => {
    const cards = await cardsFor(bodyFor('example-disc', accessTo(base)));
    expect(gist(cards)).toContain(
      'warning: Original Medicare does not cover vertebral axial decompression (NCD 160.16): “S9090”',
    );
  });

  it('a payor that is only a reference is read and recognised', async () => {
    const order = {
      resourceType: 'ServiceRequest',
      id: 'o1',
      status: 'draft',
      intent: 'order',
      code: { text: 'Dynesys L4-5' },
    };
    const body = bodyFor('example-blue-plus', accessTo(base));
    const context = {
      ...(body['context'] as JsonObject),
      draftOrders: { resourceType: 'Bundle', entry: [{ resource: order }] },
    };
    const [card] = await cardsFor({ ...body, context });
    expect(card?.detail).toContain('Coverage on file: Blue Plus. Open the current version of policy IV-52');
  });

  it('a patient who is not there is one without findings, known so', async () => {
    const cards = await cardsFor(bodyFor('nobody', accessTo(base)));
    expect(gist(cards)[0]).toMatch(/^info: .*“97012”$/);
    expect(cards[0]?.detail).not.toContain('Not checked');
  });
});

describe('without an answer', () => {
  it('the cards come all the same and say what could not be checked', async () => {
    const silent = await startUntilTestEnds(() => undefined);
    const cards = await cardsFor(spineCall(accessTo(silent.base)), startApp({ environment: { FHIR_DEADLINE: '50' } }));
    expect(cards.map(({ detail }) => detail?.includes('Not checked'))).toEqual([true, true]);
    expect(gist(cards)).toEqual([
      expect.stringMatching(/^info: .*“97012”$/),
      expect.stringMatching(/^warning: .*investigational: “S9090”$/),
    ]);
  });

  it('an order that nobody cares about asks nothing of the FHIR server', async () => {
    const server = await startUntilTestEnds((_request, response) => sendJson(response, {}));
    const order = {
      resourceType: 'ServiceRequest',
      id: 'o1',
      status: 'draft',
      code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '72148' }], text: 'MRI lumbar spine' },
    };
    const body = spineCall(accessTo(server.base));
    const context = {
      ...(body['context'] as JsonObject),
      draftOrders: { resourceType: 'Bundle', entry: [{ resource: order }] },
    };
    expect(await cardsFor({ ...body, context })).toEqual([]);
    expect(server.seen).toEqual([]);
  });

  it('the token appears in no answer and no log line', async () => {
    const lines: string[] = [];
    const server = await startUntilTestEnds((_request, response) => sendJson(response, {}, 500));
    const body = spineCall(accessTo(server.base));
    const answer = await request(startApp({ lines })).post('/cds-services/spine-coverage-order-sign').send(body);
    expect(server.seen[0]?.authorization).toContain('secret-access-token');
    expect(`${JSON.stringify(answer.body)}${JSON.stringify(answer.headers)}${lines.join()}`).not.toContain(
      'secret-access-token',
    );
  });
});

describe('hostile or odd patient data', () => {
  const withData = (conditions: readonly unknown[], coverages: readonly unknown[] = []) =>
    spineCall({
      prefetch: {
        conditions: { resourceType: 'Bundle', type: 'searchset', entry: conditions.map((resource) => ({ resource })) },
        coverage: { resourceType: 'Bundle', type: 'searchset', entry: coverages.map((resource) => ({ resource })) },
      },
    });
  const bone = (more: JsonObject = {}): JsonObject => ({
    resourceType: 'Condition',
    id: 'b',
    subject: { reference: 'Patient/p1' },
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C41.2' }] },
    ...more,
  });

  it('the conditions of another patient raise no card, and are noted', async () => {
    const lines: string[] = [];
    const cards = await cardsFor(withData([bone({ subject: { reference: 'Patient/other' } })]), startApp({ lines }));
    expect(gist(cards)[0]).toMatch(/^info/);
    expect(lines.join()).toContain('resources of another patient');
  });

  it('a condition without a code and a coverage without a payor change nothing', async () => {
    const cards = await cardsFor(
      withData(
        [{ resourceType: 'Condition', id: 'x' }, bone()],
        [{ resourceType: 'Coverage', id: 'c', status: 'active' }],
      ),
    );
    expect(gist(cards)[0]).toMatch(/^critical/);
  });

  it('a resolved condition of another FHIR version stops nothing', async () => {
    const cards = await cardsFor(withData([bone({ clinicalStatus: 'resolved' })]));
    expect(gist(cards)[0]).toMatch(/^info/);
  });

  it('ten thousand conditions are all looked at', async () => {
    const many = Array.from({ length: 9_999 }, (_, at) => ({
      ...bone(),
      id: `c${at}`,
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M54.50' }] },
    }));
    expect(gist(await cardsFor(withData([...many, bone()])))[0]).toMatch(/^critical/);
  });
});
