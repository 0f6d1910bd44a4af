import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createApp } from './app.ts';
import { createKeyServer } from './auth/key-server.ts';
import { createKeys } from './auth/keys.ts';
import { createVerifier } from './auth/verify.ts';
import { type Config, ConfigError, type StorageConfig } from './config.ts';
import { createFhirClient } from './fhir/client.ts';
import { createDrain } from './http/drain.ts';
import { refuseMalformed } from './http/malformed.ts';
import { messagesOf } from './http/messages.ts';
import type { State } from './http/operations.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createServer } from './node-http.ts';
import { offerFor } from './offer.ts';
import { createCurrentRules, loadRules } from './rules.ts';
import { loadSites } from './sites/load.ts';
import { sitesInForce } from './sites/mode.ts';
import { createJournal } from './store/journal.ts';
import { openStore, openVault } from './store/open.ts';
import { createReconnectingStore } from './store/reconnecting.ts';
import { keepForDays } from './store/retention.ts';
import type { Store } from './store/store.ts';
import type { StoreError } from './store/store-error.ts';
import { watchStore } from './store/watched.ts';
import { newUuidAt } from './uuid.ts';

/** How long a request may take to arrive, and its headers, in milliseconds. */
const REQUEST_TIME = 15_000;
const HEADERS_TIME = 5_000;
/**
 * How long a connection may be idle, in milliseconds: longer than balancers and proxies keep theirs, a minute as a rule. The side
 * that closes first must be the one that sends calls, or it may send one into a connection that is just being closed.
 */
const IDLE_TIME = 75_000;
/** How long the start waits for a PostgreSQL server, in milliseconds. */
const STORE_TIME = 2_000;

/** A server that listens. */
export interface Running {
  /** Base address, without a final slash. */
  readonly address: string;
  readonly server: Server;
  /** There is no site file, or one without trust. */
  readonly development: boolean;
}

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((listening, failed) => {
    server.once('error', failed).listen(port, host, listening);
  });
}

function addressOf(server: Server, { host }: Config): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * A file that cannot be opened is for the operator to mend, and stops the start. A PostgreSQL server that cannot be reached
 * is waited for a moment and then in the background, since cards must go on.
 */
async function openOrAwait(storage: StorageConfig, onFailure: (error: StoreError) => void): Promise<Store> {
  if (storage.kind === 'sqlite') return openStore(storage);
  const store = createReconnectingStore(() => openStore(storage), { onFailure });
  const isThere = () =>
    store.reach().then(
      () => true,
      () => false,
    );
  for (const end = Date.now() + STORE_TIME; Date.now() < end && !(await isThere()); ) await pause(50);
  return store;
}

/**
 * Loads sites and knowledge, opens the store, listens, and stops on SIGTERM or SIGINT once all calls are answered and
 * kept. SIGHUP reads the knowledge anew. Throws ConfigError, SitesError, KnowledgeError or StoreError; rejects with the
 * error of `listen`, such as EADDRINUSE.
 */
export async function serve(config: Config): Promise<Running> {
  const { sites, development, faults } = sitesInForce(loadSites(config.sitesFolder, config), config);
  if (faults.length > 0) throw new ConfigError(faults);
  const log = createLog(config.logLevel);
  const now = Date.now;
  const storeState = () => ({ up: isUp(), ...journal.state() });
  const metrics = createMetrics(storeState);
  const rules = createCurrentRules(() => loadRules(config.knowledgeRoot, sites), log, metrics);
  const vault = openVault(config.storage);
  const down = ({ message }: StoreError) => log.storeDown({ message });
  const { store, isUp } = watchStore(await openOrAwait(config.storage, down), down);
  // Otherwise a store that has never been there would count as up until it is needed.
  await store.reach().catch(() => undefined);
  const journal = createJournal(store, {
    onLoss(count) {
      metrics.lost('calls', count);
      log.lost({ count });
    },
  });
  const verifier = createVerifier({
    sites,
    keys: createKeys({
      fetchKeys: createKeyServer(config),
      now,
      onFailure: ({ host }) => log.keysUnreachable({ host }),
    }),
    useToken: (key, expires) => store.useToken(key, expires),
    now,
    onStoreDown: () => metrics.lost('replay-check', 1),
  });
  const drain = createDrain();
  const state = (): State => ({ development, draining: drain.isDraining(), store: storeState() });
  const { keep } = journal;
  const deps = { config, rules: rules.current, verifier, store, keep, vault, log, metrics, state, now };
  const app = createApp({ ...deps, offer: offerFor(sites), fhir: createFhirClient(), newUuid: () => newUuidAt(now()) });
  const times = { requestTimeout: REQUEST_TIME, headersTimeout: HEADERS_TIME, keepAliveTimeout: IDLE_TIME };
  const server = createServer({ ...times, ...messagesOf(app) }, app);
  server.on('clientError', refuseMalformed);
  await listen(server, config).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const forgetting = keepForDays(store, config.retentionDays, now);
  const stop = async (signal: string) => {
    log.draining({ signal });
    await drain.start(server);
    forgetting();
    await journal.flush();
    // What was acknowledged is on disk; a store that cannot even be closed must not keep the process.
    await store.close().catch(() => undefined);
    log.stopped({ signal });
    log.flush();
  };
  // A signal may come twice, from npm and from the group of processes: the second must not end what the first lets finish.
  const stopOnce = (signal: string) => {
    if (!drain.isDraining()) void stop(signal);
  };
  process.on('SIGTERM', stopOnce).on('SIGINT', stopOnce);
  process.on('SIGHUP', rules.reload);
  if (development) log.developmentMode();
  return { address: addressOf(server, config), server, development };
}
