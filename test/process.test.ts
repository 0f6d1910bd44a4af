import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CRD_SAMPLE } from './support/crd.ts';
import { PROJECT } from './support/knowledge.ts';
import { copyKnowledge } from './support/knowledge-copy.ts';
import { dataFolder, run, startServer } from './support/program.ts';
import { folderOf } from './support/site-folder.ts';

const EXAMPLES = join(PROJECT, 'fhir-resources/examples');

describe('the server as a process', () => {
  it.each([
    ['without a site file', () => ({})],
    ['with several sites', () => ({ SITES_DIR: folderOf({ 'a.yaml': 'id: a', 'b.yaml': 'id: b' }) })],
    ['with a policy that is off', () => ({ SITES_DIR: folderOf({ 'a.yaml': 'id: a\npolicies: [traction]' }) })],
    [
      'with a site that has a hook only, and one that has nothing to show',
      () => ({
        SITES_DIR: folderOf({
          'a.yaml': 'id: a\npolicies: { traction: shadow }',
          'b.yaml': 'id: b\nhooks: [order-select]',
        }),
      }),
    ],
    ['with a CRD client', () => ({ SITES_DIR: folderOf({ 'crd-example.yaml': CRD_SAMPLE }) })],
  ])('prints where it is, and a curl whose request brings a card back, %s', async (_sites, environment) => {
    const { discovery, output } = await startServer(environment());
    expect((await fetch(discovery)).status).toBe(200);
    const [, file = '', url = ''] = /--data @(\S+) (\S+)/.exec(output()) ?? [];
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: readFileSync(join(PROJECT, file)),
    });
    expect(await answer.json()).toMatchObject({ cards: [expect.objectContaining({ summary: expect.any(String) })] });
  });

  it('says so where no example brings a card', async () => {
    const SITES_DIR = folderOf({ 'a.yaml': 'id: a\npolicies: { traction: off }' });
    const { output } = run('main.js', ['serve'], { PORT: '0', DATA_DIR: dataFolder(), SITES_DIR });
    await expect.poll(output).toContain('No example request brings a card');
    expect(output()).not.toContain('curl');
  });

  it('in production prints the page that is open there, and a curl with a token', async () => {
    const key =
      'kty: EC, crv: P-256, kid: a, x: 8qQoy8OhRT9APccE-R7TnMyQ586mqC-vYneiKdY8_3I, y: W9ZyNh-EeVqZaZ-6fl02RskeGdHB0hLZioearPMQYtU';
    const trust = `{ issuer: https://ehr.example, audience: https://cds.example, algorithms: [ES256], keys: [{ ${key} }] }`;
    const SITES_DIR = folderOf({ 'a.yaml': `id: a\ntrust: ${trust}` });
    const { base, output } = await startServer({ NODE_ENV: 'production', SITES_DIR });
    const [, page = ''] = /^Policies at (\S+)$/m.exec(output()) ?? [];
    expect(page).toBe(`${base}/policies`);
    expect((await fetch(page)).status).toBe(200);
    expect(output()).toContain('Try: curl -s -H "Authorization: Bearer $TOKEN" ');
  });

  it.each<[NodeJS.Signals, NodeJS.Signals?]>([['SIGTERM'], ['SIGINT', 'SIGTERM']])(
    'on %s, also if %s follows, answers the call under way, then ends with code 0',
    async (signal, another) => {
      const asked: ServerResponse[] = [];
      const fhir = createServer((_request, response) => void asked.push(response));
      await once(fhir.listen(0, '127.0.0.1'), 'listening');
      const { child, base, discovery, ended, output } = await startServer({ FHIR_DEADLINE: '60000' });
      const body = JSON.parse(readFileSync(join(EXAMPLES, 'order-sign-without-prefetch.json'), 'utf8')) as object;
      const fhirServer = `http://127.0.0.1:${(fhir.address() as AddressInfo).port}/fhir`;
      const call = fetch(`${discovery}/spine-coverage-order-sign`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ ...body, fhirServer }),
      });
      await expect.poll(() => asked.length).toBe(2);
      child.kill(signal);
      // On a busy machine it may refuse the connection by then.
      const isReady = () =>
        fetch(`${base}/ready`).then(
          ({ ok }) => ok,
          () => false,
        );
      await expect.poll(isReady).toBe(false);
      if (another) child.kill(another);
      for (const response of asked) response.end('{"resourceType":"Bundle","type":"searchset"}');
      expect((await call).status).toBe(200);
      expect(await ended).toBe(0);
      expect(output().match(/"msg":"stopped"/g)).toHaveLength(1);
      fhir.close();
    },
  );

  it('does not start with faults in the environment, and lists them all', async () => {
    const { ended, output } = run('main.js', ['serve'], { PORT: 'many', FHIR_SERVERS: 'ehr' });
    expect(await ended).toBe(1);
    expect(output()).toMatch(/PORT must be .+\n.*FHIR_SERVERS must be/);
    expect(output()).not.toContain('    at ');
  });

  it('does not start with faulty knowledge, and lists file, element and reason', async () => {
    const copy = copyKnowledge();
    copy.edit('cards/traction/units.yaml', 'separate-visits', 'separate-visit');
    const { ended, output } = run('main.js', ['serve'], {
      PORT: '0',
      KNOWLEDGE_ROOT: copy.root,
      DATA_DIR: dataFolder(),
    });
    expect(await ended).toBe(1);
    expect(output()).toMatch(
      /^cards\/traction\/units\.yaml:\d+: overrideReasons\[0\]: reason separate-visit is unknown \(did you mean separate-visits\?\)\n1 fault\n$/,
    );
  });

  it('ends with the fault of a resource that is read once the store is open', async () => {
    const copy = copyKnowledge();
    copy.edit('fhir-resources/examples/try-an-order.yaml', 'hints:', 'hints: [');
    const { ended, output } = run('main.js', ['serve'], {
      PORT: '0',
      KNOWLEDGE_ROOT: copy.root,
      DATA_DIR: dataFolder(),
    });
    expect(await ended).toBe(1);
    expect(output()).toMatch(/^fhir-resources\/examples\/try-an-order\.yaml/);
  });

  it('says so if the port is taken', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { ended, output } = run('main.js', ['serve'], {
      PORT: String((other.address() as AddressInfo).port),
      DATA_DIR: dataFolder(),
    });
    expect(await ended).toBe(1);
    expect(output()).toMatch(/^PORT \d+ of 127.0.0.1 is taken by another program: set another PORT, .*\n$/);
    other.close();
  });

  it('says so if Node is too old', async () => {
    const older = "data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '22.17.1' })";
    const { ended, output } = run('main.js', [], { NODE_OPTIONS: `--import="${older}"` });
    expect(await ended).toBe(1);
    expect(output()).toBe('Node 22.18 or later is needed, and this is 22.17.1\n');
  });

  it('needs the Node that package.json says', () => {
    const { engines } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
    expect(readFileSync(join(PROJECT, 'src/main.js'), 'utf8')).toContain(
      `NEEDED = '${engines.node.replace('>=', '')}'`,
    );
  });
});
