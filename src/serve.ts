import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createApp } from './app.ts';
import { createPublishedKeys } from './auth/client-keys.ts';
import { type ClientVerifier, createClientVerifier } from './auth/client-verifier.ts';
import { type Config, ConfigError, type StorageConfig } from './config.ts';
import { callDay } from './decision/order-day.ts';
import { createFhirClients } from './fhir-client/client.ts';
import { createBehindAnswers } from './http/behind-answers.ts';
import { createDrain } from './http/drain.ts';
import type { State } from './http/operations.ts';
import { createRateLimits } from './http/rate-limits.ts';
import { createHttpServer } from './http/server.ts';
import { openSharedCounts } from './http/shared-counts.ts';
import { createLog, type Log } from './log.ts';
import { createLogOutput } from './log-output.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createNewUuid } from './new-uuid.ts';
import { offerFor } from './offer.ts';
import { noticesOn } from './policies/in-force.ts';
import { createCurrentRules, loadRules, type Reloaded, type SiteRules } from './rules.ts';
import { type ShutDownDeps, shutDown } from './shut-down.ts';
import { loadSitesInForce } from './sites/mode.ts';
import { monitoredAt } from './sites/monitored.ts';
import { rereadSites } from './sites/reread.ts';
import type { Site } from './sites/site.ts';
import { createJournal } from './store/journal.ts';
import { monitorEachDay } from './store/monitor-each-day.ts';
import { openStore } from './store/open.ts';
import { watchForOthers } from './store/presence.ts';
import { createReconnectingStore } from './store/reconnecting.ts';
import { keepForDays } from './store/retention.ts';
import type { Store } from './store/store.ts';
import type { StoreError } from './store/store-error.ts';
import { openPseudonymizer } from './store/store-key.ts';
import { takeOverInBackground } from './store/take-over.ts';
import { watchStore } from './store/watched.ts';

/** Time that the start waits for a PostgreSQL server, in milliseconds. */
const STORE_TIME = 2_000;

/** A server that listens. */
export interface Running {
  /** Base address, without a final slash. */
  readonly address: string;
  readonly server: Server;
  /** There is no site file, or one without trust. */
  readonly development: boolean;
  /** The rules in force, and the sites. */
  readonly rules: () => SiteRules;
}

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((listening, failed) => {
    server.once('error', failed).listen(port, host, listening);
  });
}

function listeningAddress(server: Server, { host }: Config): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * A file that cannot be opened is for the operator to mend, and stops the start. A PostgreSQL server that cannot be reached
 * is waited for a moment and then in the background, since cards must go on.
 */
async function openOrAwait(storage: StorageConfig, onFailure: (error: StoreError) => void): Promise<Store> {
  if (storage.kind === 'sqlite') return openStore(storage);
  let wrongKey: StoreError | undefined;
  const store = createReconnectingStore(() => openStore(storage), {
    onFailure(error) {
      if (error.code === 'wrong-key') wrongKey = error;
      else onFailure(error);
    },
  });
  const isThere = () =>
    store.reach().then(
      () => true,
      () => false,
    );
  for (const end = Date.now() + STORE_TIME; Date.now() < end && !(await isThere()); ) await pause(50);
  if (wrongKey) {
    await store.close();
    throw wrongKey;
  }
  return store;
}

/** Opens the store, and what writes calls to it behind the answers. Rejects with StoreError. */
async function openStorage(config: Config, log: Log, metrics: Metrics) {
  const { storage } = config;
  const down = ({ message }: StoreError) => log.storeDown({ message });
  const { store, isUp } = watchStore(await openOrAwait(storage, down), down);
  // Otherwise a store that has never been there would count as up until it is needed.
  await store.reach().catch(() => undefined);
  const journal = createJournal(store, {
    onLoss(count) {
      metrics.lost('calls', count);
      log.lost({ count });
    },
  });
  const retention = { records: config.retentionDays, counts: config.countsRetentionDays };
  const background = [keepForDays(store, retention, Date.now), takeOverInBackground(store)];
  if (storage.kind === 'sqlite')
    background.push(watchForOthers(store, Date.now, (count) => log.otherProcesses({ count })));
  return {
    store,
    keep: journal.keep,
    state: () => ({ up: isUp(), ...journal.state() }),
    async close() {
      for (const end of background) end();
      await journal.flush();
      // Acknowledged records are on disk; a store that fails to close must not keep the process alive.
      await store.close().catch(() => undefined);
    },
  };
}

/** Looks each day for what has changed at the sites. */
function startMonitoring(store: Store, rules: () => SiteRules, { overrideLimit }: Config, log: Log) {
  return monitorEachDay({
    store,
    monitored() {
      const { sites, knowledge } = rules();
      return { ...monitoredAt([...sites.values()], knowledge.policies, callDay(Date.now()).today), overrideLimit };
    },
    now: Date.now,
    onFirst: (count) => log.alarmsLast({ count }),
    onRaised: log.alarmRaised,
    onEnded: log.alarmEnded,
  });
}

function verifierFor(
  sites: readonly Site[],
  store: Store,
  { production }: Config,
  log: Log,
  metrics: Metrics,
): ClientVerifier {
  return createClientVerifier({
    sites,
    publishedKeys: createPublishedKeys({ production, onFailure: ({ host }) => log.keysUnreachable({ host }) }),
    useToken: (key, expires) => store.useToken(key, expires),
    now: Date.now,
    onStoreDown: () => metrics.lost('replay-check', 1),
  });
}

/** Ends on SIGTERM or SIGINT. A second signal, from npm or the group of processes, must not end what the first lets finish. */
function endOnSignals(deps: ShutDownDeps): void {
  const stopOnce = (signal: string) => {
    if (!deps.drain.isDraining()) void shutDown(signal, deps);
  };
  process.on('SIGTERM', stopOnce).on('SIGINT', stopOnce);
}

/**
 * Loads sites and knowledge, opens the store, listens, and stops on SIGTERM or SIGINT once all calls are answered and
 * kept. SIGHUP reads the knowledge and the policies of the sites anew. Rejects with ConfigError, SitesError, KnowledgeError or
 * StoreError, or with the error of `listen`, such as EADDRINUSE.
 */
export async function serve(config: Config): Promise<Running> {
  const { sites, development, faults } = loadSitesInForce(config);
  if (faults.length > 0) throw new ConfigError(faults);
  const output = createLogOutput();
  const log = createLog(config.logLevel, output);
  const drain = createDrain();
  const state = (): State => ({
    development,
    draining: drain.isDraining(),
    store: storage.state(),
    droppedLines: output.dropped(),
    notices: () => noticesOn(rules.current().knowledge.policies, callDay(Date.now()).today),
    monitoring: monitoring.current(),
  });
  const metrics = createMetrics(state);
  const readAgain = (): Reloaded => {
    const { sites: now, waiting } = rereadSites(sites, config);
    return { rules: loadRules(config.knowledgeRoot, now), waiting };
  };
  const rules = createCurrentRules(loadRules(config.knowledgeRoot, sites), readAgain, log, metrics);
  const behind = createBehindAnswers();
  const pseudonymizer = openPseudonymizer(config.storage);
  const storage = await openStorage(config, log, metrics);
  const { store, keep } = storage;
  const monitoring = startMonitoring(store, rules.current, config, log);
  const shared = config.storage.kind === 'postgres' ? await openSharedCounts(config.storage.url) : undefined;
  const closeStore = async () => {
    monitoring.end();
    await behind.settled();
    await storage.close();
    await shared?.close();
  };
  const start = async () => {
    const app = createApp({
      config,
      sites,
      rules: rules.current,
      store,
      keep,
      behind,
      pseudonymizer,
      log,
      metrics,
      state,
      verifier: verifierFor(sites, store, config, log, metrics),
      offer: offerFor(sites),
      fhir: createFhirClients(),
      rateLimits: createRateLimits({ shared }),
      now: Date.now,
      newUuid: createNewUuid(),
    });
    const server = createHttpServer(app, { onFault: metrics.refusedConnection });
    await listen(server, config);
    return server;
  };
  // An open store would keep a process alive that serves nobody.
  const server = await start().catch(async (error: unknown) => {
    await closeStore();
    throw error;
  });
  const kill = () => void process.kill(process.pid, 'SIGKILL');
  endOnSignals({ server, drain, log, output, closeStore, kill });
  process.on('SIGHUP', rules.reload);
  if (development) log.developmentMode();
  return { address: listeningAddress(server, config), server, development, rules: rules.current };
}
