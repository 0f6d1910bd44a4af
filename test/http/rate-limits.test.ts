import { describe, expect, it, onTestFinished } from 'vitest';
import { createRateLimits } from '../../src/http/rate-limits.ts';
import { openSharedCounts, type SharedCountsOptions } from '../../src/http/shared-counts.ts';
import { startPostgres } from '../support/postgres.ts';
import { startSilentProxy } from '../support/silent-proxy.ts';
import { siteOf } from '../support/tokens.ts';

const server = await startPostgres('off');
const site = siteOf({ keys: { pinned: [] } }, { rateLimit: 30 });
const other = siteOf({ keys: { pinned: [] } }, { id: 'other', rateLimit: 30 });
const IP = '203.0.113.7';
/** A busy machine is no silent database. */
const PATIENT = { patience: 30_000, query: 30_000 };

async function replica(url: string, options: SharedCountsOptions = PATIENT) {
  const shared = await openSharedCounts(url, options);
  onTestFinished(() => shared.close());
  return createRateLimits({ shared });
}

type Limits = ReturnType<typeof createRateLimits>;
/** Counts the calls served of a burst. */
async function served(calls: number, ...replicas: readonly Limits[]): Promise<number> {
  const counted = Array.from({ length: calls }, (_, call) =>
    (replicas[call % replicas.length] as Limits).countSite(IP, site).then(
      () => 1,
      () => 0,
    ),
  );
  return (await Promise.all(counted)).filter((count) => count === 1).length;
}

describe('replicas with one database', () => {
  it('serve together exactly as many calls of a site as it may make', async () => {
    const url = await server.newDatabase();
    const [one, two] = [await replica(url), await replica(url)];
    // The first call makes the table.
    await one.countSite(IP, site);
    expect(await served(50, one, two)).toBe(29);
    expect(await served(10, two)).toBe(0);
  });

  it('count each site by itself', async () => {
    const limits = await replica(await server.newDatabase());
    expect(await served(31, limits)).toBe(30);
    await expect(limits.countSite(IP, other)).resolves.toBeUndefined();
  });

  it('name no statement, which a pooler in transaction mode would not know', async () => {
    const url = await server.newDatabase();
    const { Client } = await import('pg').then((module) => module.default);
    const named: unknown[] = [];
    const query = Client.prototype.query;
    Client.prototype.query = function (this: InstanceType<typeof Client>, ...args: unknown[]) {
      const [statement] = args;
      if (typeof statement === 'object' && statement !== null && 'name' in statement && statement.name !== undefined)
        named.push(statement.name);
      return Reflect.apply(query, this, args);
    } as typeof query;
    onTestFinished(() => {
      Client.prototype.query = query;
    });
    expect(await served(5, await replica(url))).toBe(5);
    expect(named).toEqual([]);
  });
});

describe('a database that cannot be asked', () => {
  it('leaves each replica to its own count', async () => {
    const limits = await replica('postgres://nobody@127.0.0.1:1/none');
    expect(await served(40, limits)).toBe(30);
  });

  it('that is silent holds up the first call, and no other for a while', async () => {
    const proxy = await startSilentProxy(server.port);
    const url = new URL(await server.newDatabase());
    url.port = String(proxy.port);
    const shared = await openSharedCounts(url.href, { patience: 200, pause: 600_000, query: 500 });
    onTestFinished(() => shared.close());
    proxy.setSilent(true);
    const consume = () => shared.consume(site).then(() => 'answered');
    const soon = () => new Promise((resolve) => setImmediate(resolve, 'waits'));
    const first = consume();
    expect(await Promise.race([first, soon()])).toBe('waits');
    expect(await first).toBe('answered');
    expect(await Promise.race([consume(), soon()])).toBe('answered');
  });
});

describe('a site that has made all its calls', () => {
  it('is refused before its signature is looked at, from the addresses that its calls came from', async () => {
    const limits = createRateLimits();
    expect(await served(31, limits)).toBe(30);
    const tooMany = expect.objectContaining({ code: 'too-many-requests' });
    expect(() => limits.refuseExhausted(IP, site)).toThrow(tooMany);
    expect(() => limits.refuseExhausted('203.0.113.8', site)).not.toThrow();
    expect(() => limits.refuseExhausted(IP, other)).not.toThrow();
  });
});
