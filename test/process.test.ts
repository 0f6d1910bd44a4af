import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyKnowledge } from './support/knowledge-copy.ts';
import { dataFolder, run, startServer } from './support/program.ts';
import { PROJECT } from './support/server.ts';

const EXAMPLES = join(PROJECT, 'fhir-resources/examples');

describe('the server as a process', () => {
  it('prints where it is, and a curl whose request brings a card back', async () => {
    const { discovery, output } = await startServer();
    expect((await fetch(discovery)).status).toBe(200);
    const [, file = '', url = ''] = /--data @(\S+) (\S+)/.exec(output()) ?? [];
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: readFileSync(join(PROJECT, file)),
    });
    expect(await answer.json()).toMatchObject({ cards: [{ indicator: 'warning' }] });
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
      await expect.poll(() => asked.length, { timeout: 30_000 }).toBe(2);
      child.kill(signal);
      // On a busy machine it may refuse the connection by then.
      const isReady = () =>
        fetch(`${base}/ready`).then(
          ({ ok }) => ok,
          () => false,
        );
      await expect.poll(isReady, { timeout: 30_000 }).toBe(false);
      if (another) child.kill(another);
      for (const response of asked) response.end('{"resourceType":"Bundle","type":"searchset"}');
      expect((await call).status).toBe(200);
      expect(await ended).toBe(0);
      expect(output().match(/"msg":"stopped"/g)).toHaveLength(1);
      fhir.close();
    },
  );

  it('does not start with faults in the environment, and lists them all', async () => {
    const { ended, output } = run('main.js', [], { PORT: 'many', FHIR_SERVERS: 'ehr' });
    expect(await ended).toBe(1);
    expect(output()).toMatch(/PORT must be .+\n.*FHIR_SERVERS must be/);
    expect(output()).not.toContain('    at ');
  });

  it('does not start with faulty knowledge, and lists file, element and reason', async () => {
    const copy = copyKnowledge();
    copy.edit('cards/traction-units.yaml', 'separate-visits', 'separate-visit');
    const { ended, output } = run('main.js', [], { PORT: '0', KNOWLEDGE_ROOT: copy.root, DATA_DIR: dataFolder() });
    expect(await ended).toBe(1);
    expect(output()).toBe('cards/traction-units.yaml: overrideReasons: reason separate-visit is unknown\n');
  });

  it('says so if the port is taken', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { ended, output } = run('main.js', [], {
      PORT: String((other.address() as AddressInfo).port),
      DATA_DIR: dataFolder(),
    });
    expect(await ended).toBe(1);
    expect(output()).toMatch(/^listen EADDRINUSE.*\n$/);
    other.close();
  });
});

describe('the check of the knowledge', () => {
  it('says that it is sound', async () => {
    const { ended, output } = run('commands/check-knowledge.ts');
    expect(await ended).toBe(0);
    expect(output()).toMatch(/^knowledge is sound: 4 policies/);
  });

  it('lists the faults and fails', async () => {
    const copy = copyKnowledge();
    copy.edit('cards/traction-units.yaml', 'separate-visits', 'separate-visit');
    const { ended, output } = run('commands/check-knowledge.ts', [copy.root]);
    expect(await ended).toBe(1);
    expect(output()).toContain('1 faults');
  });
});

describe('the explanation of a saved request', () => {
  it('says why a card came', async () => {
    const { ended, output } = run('commands/explain.ts', [join(EXAMPLES, 'order-sign-traction-unsafe.json')]);
    expect(await ended).toBe(0);
    expect(output()).toMatch(/boneCancer, found Condition\/bone[\s\S]*=> CARD: Inappropriate/);
  });

  it('names what is wrong with a request that is none', async () => {
    const { ended, output } = run('commands/explain.ts', [join(PROJECT, 'package.json')]);
    expect(await ended).toBe(1);
    expect(output()).toMatch(/does not follow CDS Hooks\.\n[\s\S]* {2}context is required/);
  });

  it('tells how it is used', async () => {
    const { ended, output } = run('commands/explain.ts');
    expect(await ended).toBe(2);
    expect(output()).toContain('npm run explain -- request.json');
  });
});
