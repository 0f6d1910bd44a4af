import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../src/records/record.ts';
import type { Site } from '../../src/sites/site.ts';
import { changed, SIGN } from '../support/call.ts';
import { crdCallOf, crdSite, TRACTION } from '../support/crd.ts';
import { accessTo, serving, startUntilTestEnds } from '../support/fhir-server.ts';
import { NOW } from '../support/knowledge.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { context, coverage, orderOf, PATH } from '../support/questionnaire-package.ts';
import { startApp } from '../support/server.ts';
import { createClient, siteOf } from '../support/tokens.ts';

const client = await createClient({ now: () => NOW / 1000 });

/** A server whose client has gone by the time that its token is known to be good. */
async function callAndGo(headers: Readonly<Record<string, string>>) {
  const lines: string[] = [];
  const records: CallRecord[] = [];
  const gone = Promise.withResolvers<void>();
  const store = {
    ...createMemoryStore(),
    useToken: async () => {
      socket.resetAndDestroy();
      await gone.promise;
      return true;
    },
  };
  const app = startApp({ sites: [siteOf({ keys: { pinned: [client.jwk] } })], store, lines, records });
  const { origin } = await startUntilTestEnds((request, response) => {
    request.once('close', gone.resolve);
    app(request, response);
  });
  const socket = connect(Number(new URL(origin).port), '127.0.0.1').on('error', () => {});
  const head = { Host: 'x', Authorization: await client.bearer(), 'Content-Type': 'application/json', ...headers };
  const fields = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST ${SIGN} HTTP/1.1\r\n${fields.join('')}Content-Length: 9000\r\n\r\n{"hook":`);
  return { lines, records };
}

describe('a client that goes before its body is read', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['a plain body', {}],
    ['a compressed body', { 'Content-Encoding': 'gzip' }],
  ])('leaves a line in the log and a record: %s', async (_name, headers) => {
    const { lines, records } = await callAndGo(headers);
    await expect.poll(() => lines.map((line) => JSON.parse(line).code)).toEqual(['aborted']);
    expect(records.map(({ outcome }) => outcome)).toEqual(['aborted']);
  });
});

it('a client that goes while its forms are looked for has none made', async () => {
  const lines: string[] = [];
  const gone = Promise.withResolvers<void>();
  const leaving = new AbortController();
  const assertionOf = async () => {
    leaving.abort();
    await gone.promise;
    return undefined;
  };
  const app = startApp({ sites: [crdSite()], store: { ...createMemoryStore(), assertionOf }, lines });
  const { origin } = await startUntilTestEnds((request, response) => {
    response.once('close', gone.resolve);
    app(request, response);
  });
  const order = {
    resourceType: 'ServiceRequest',
    id: 'o1',
    status: 'draft',
    intent: 'order',
    code: { text: 'traction' },
  };
  const parameter = [coverage(), orderOf(order), context('5a2b8f7e-0c4d-4a1c-9d1e-1f2a3b4c5d6e')];
  const body = JSON.stringify({ resourceType: 'Parameters', parameter });
  const headers = { 'Content-Type': 'application/fhir+json' };
  await expect(fetch(`${origin}${PATH}`, { method: 'POST', headers, body, signal: leaving.signal })).rejects.toThrow();
  await expect.poll(() => lines.map((line) => JSON.parse(line).code)).toEqual(['aborted']);
});

describe('a client that goes while its call is answered', () => {
  /** A call whose client goes as its Conditions are asked for, which come then. */
  async function callAndGoLater(sites: readonly Site[]) {
    const records: CallRecord[] = [];
    const kept: unknown[] = [];
    const gone = Promise.withResolvers<void>();
    const fhir = await startUntilTestEnds((request, response) => {
      client.abort();
      void gone.promise.then(() => serving([])(request, response));
    });
    const keepAssertions = async (some: readonly unknown[]) => void kept.push(...some);
    const store = { ...createMemoryStore(), keepAssertions };
    const app = startApp({ sites, store, records });
    const { origin } = await startUntilTestEnds((request, response) => {
      response.once('close', gone.resolve);
      app(request, response);
    });
    const client = new AbortController();
    const address = `${origin}${SIGN}`;
    const body = { ...crdCallOf(TRACTION), ...accessTo(fhir.base) };
    const sent = changed(body, 'prefetch.conditions');
    const headers = { 'Content-Type': 'application/json' };
    const call = fetch(address, { method: 'POST', headers, body: JSON.stringify(sent), signal: client.signal });
    await expect(call).rejects.toThrow();
    await expect.poll(() => records).toHaveLength(1);
    return { records, kept };
  }

  it.each<[string, readonly Site[]]>([
    ['any', []],
    ['a CRD client', [crdSite()]],
  ])('has its call recorded as broken off, not as answered: %s', async (_what, sites) => {
    const { records, kept } = await callAndGoLater(sites);
    expect(records.map(({ outcome, decisions }) => [outcome, decisions])).toEqual([['aborted', []]]);
    expect(kept).toEqual([]);
  });
});
