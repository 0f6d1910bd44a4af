import { type AppDeps, createApp } from '../../src/app.ts';
import { createPublishedKeys } from '../../src/auth/client-keys.ts';
import { createClientVerifier } from '../../src/auth/client-verifier.ts';
import { readConfig } from '../../src/config.ts';
import { createDecider } from '../../src/decision/decide.ts';
import { createFhirClients } from '../../src/fhir-client/client.ts';
import { createBehindAnswers } from '../../src/http/behind-answers.ts';
import { createRateLimits } from '../../src/http/rate-limits.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { offerFor } from '../../src/offer.ts';
import type { LoadedKnowledge } from '../../src/policies/load.ts';
import type { CallRecord } from '../../src/records/record.ts';
import { sitesInForce } from '../../src/sites/mode.ts';
import type { Site } from '../../src/sites/site.ts';
import type { Store } from '../../src/store/store.ts';
import { knowledge, NOW, newUuid, PROJECT } from './knowledge.ts';
import { createMemoryStore } from './memory-store.ts';
import { pseudonymizerOf } from './pseudonymizer.ts';

/** Settings of the application under test; the rest is as in development mode. */
export interface AppSetting {
  readonly environment?: Readonly<Record<string, string>>;
  readonly content?: LoadedKnowledge;
  /** Receives the log. */
  readonly lines?: string[];
  /** Receives the records of calls. */
  readonly records?: CallRecord[];
  readonly sites?: readonly Site[];
  readonly store?: Store;
  /** Other dependencies to replace. */
  readonly deps?: Partial<AppDeps>;
}

/** The application, without listening. */
export function startApp({
  environment = {},
  content = knowledge,
  lines = [],
  records = [],
  ...rest
}: AppSetting = {}) {
  // No FHIR server of a test is late because the machine is busy.
  const config = readConfig({ FHIR_DEADLINE: '60000', ...environment }, PROJECT);
  const { sites } = sitesInForce(rest.sites ?? [], config);
  const { store = createMemoryStore() } = rest;
  const metrics = createMetrics(() => ({ store: { up: true, waiting: 0 }, droppedLines: 0 }));
  const now = () => NOW;
  const rules = {
    knowledge: content,
    decider: createDecider(content, rest.deps?.offer?.facts),
    sites: new Map(sites.map((site) => [site.id, site])),
  };
  return createApp({
    config,
    sites,
    rules: () => rules,
    offer: offerFor(sites),
    fhir: createFhirClients(),
    verifier: createClientVerifier({
      sites,
      publishedKeys: createPublishedKeys({ production: config.production, onFailure: () => undefined }),
      useToken: (key, expires) => store.useToken(key, expires),
      now,
      onStoreDown: () => metrics.lost('replay-check', 1),
    }),
    rateLimits: createRateLimits(),
    store,
    behind: createBehindAnswers(),
    keep: (record) => void records.push(record),
    pseudonymizer: pseudonymizerOf(),
    log: createLog('info', { write: (line: string) => void lines.push(line) }),
    metrics,
    state: () => ({
      development: !rest.sites,
      draining: false,
      store: { up: true, waiting: 0, lost: 0 },
      droppedLines: 0,
      notices: () => [],
    }),
    newUuid,
    now,
    ...rest.deps,
  });
}
