import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Refusal } from './auth/refusal.ts';
import type { ErrorCode } from './errors.ts';
import type { ConnectionFault } from './http/pending-answers.ts';
import { lastingAlarms, type Monitoring } from './monitoring/monitor.ts';
import type { CallRecord } from './records/record.ts';

/** The part of an answer that is counted. */
interface Counted {
  readonly status: number;
  readonly code?: ErrorCode;
}

/** The labels of an answer. */
interface RouteLabels {
  readonly route: string;
  readonly site?: string;
  readonly service?: string;
}

/**
 * Counters of the server. Every label comes from a closed list: routes, services, sites, policies, codes of errors and reasons.
 * No part of a request ever becomes a label.
 */
export interface Metrics {
  answered(labels: RouteLabels, answer: Counted, milliseconds: number): void;
  /** The verdicts of the policies in a call, and which facts were missing. */
  decided(record: CallRecord): void;
  refusedClient(reason: Refusal, site: string | undefined): void;
  /** A connection was ended for a fault of its client. */
  refusedConnection(reason: ConnectionFault): void;
  feedback(site: string, outcome: 'accepted' | 'overridden' | 'refused', count: number): void;
  lost(what: 'calls' | 'replay-check', count: number): void;
  /**
   * Cards beyond the most of one answer; texts of orders that are longer than is read, and decisions for which a text of the chart was;
   * decisions for which there were more Conditions, reasons, names or pages than are read.
   */
  bounded(what: 'cards' | 'texts' | 'resources', count: number): void;
  reloaded(result: 'taken' | 'refused'): void;
  /** All of it in the text format of Prometheus. */
  text(): Promise<string>;
  readonly type: string;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The state that is looked at whenever the metrics are read. */
interface MeasuredState {
  readonly store: { readonly up: boolean; readonly waiting: number };
  /** Lines of the log that could not be written. */
  readonly droppedLines: number;
  /** Result of monitoring; undefined before the first run. */
  readonly monitoring?: Monitoring | undefined;
}

/** Adds the gauges of monitoring: alarms and expected cards of the sites in force and their policies. */
function addMonitoring(state: () => MeasuredState, registers: Registry[]): void {
  new Gauge({
    name: 'cds_alarm',
    help: '1 for an alarm that lasts',
    labelNames: ['site', 'policy', 'kind'],
    registers,
    collect() {
      this.reset();
      const { monitoring } = state();
      for (const { site, policy = '', kind } of monitoring ? lastingAlarms(monitoring) : [])
        this.set({ site, policy, kind }, 1);
    },
  });
  new Gauge({
    name: 'cds_expected_cards',
    help: 'Cards that are usual in a week',
    labelNames: ['site', 'policy'],
    registers,
    collect() {
      this.reset();
      for (const { site, policy, cards } of state().monitoring?.expected ?? [])
        if (policy !== undefined && cards) this.set({ site, policy }, cards.week);
    },
  });
  new Gauge({
    name: 'cds_monitored_day_timestamp_seconds',
    help: 'The last day that was looked at for alarms',
    registers,
    collect() {
      const day = state().monitoring?.day;
      this.set(day === undefined ? 0 : Date.parse(day) / 1000);
    },
  });
}

/** Adds the gauges of the store and of the log. */
function addStoreAndLog(state: () => MeasuredState, registers: Registry[]): void {
  new Gauge({
    name: 'cds_store_up',
    help: '1 if the store could be written last time',
    registers,
    collect() {
      this.set(state().store.up ? 1 : 0);
    },
  });
  new Gauge({
    name: 'cds_store_waiting',
    help: 'Calls that wait to be stored',
    registers,
    collect() {
      this.set(state().store.waiting);
    },
  });
  new Gauge({
    name: 'cds_log_lines_dropped',
    help: 'Lines of the log that could not be written since the start',
    registers,
    collect() {
      this.set(state().droppedLines);
    },
  });
}

/** Fresh counters. */
export function createMetrics(state: () => MeasuredState): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name: `cds_${name}_total`, help, labelNames, registers });
  const requests = counter('requests', 'Requests answered', ['route', 'site', 'service', 'status', 'code']);
  const seconds = new Histogram({
    name: 'cds_request_seconds',
    help: 'Time from a request to its answer',
    labelNames: ['route', 'service'],
    buckets: SECONDS,
    registers,
  });
  const decisions = counter('decisions', 'What policies said of orders', ['site', 'policy', 'outcome']);
  const shadow = counter('shadow_decisions', 'What policies in shadow said', ['site', 'policy', 'outcome']);
  const missing = counter('missing_facts', 'Facts that were needed and did not arrive', ['site', 'fact', 'reason']);
  const refused = counter('refused_clients', 'Calls whose client was not authenticated', ['site', 'reason']);
  const connections = counter('refused_connections', 'Connections that were ended for a fault of the client', [
    'reason',
  ]);
  const feedback = counter('feedback', 'Entries of feedback', ['site', 'outcome']);
  const lost = counter('lost', 'What could not be stored or checked', ['what']);
  const bounded = counter('bounded', 'What was left out of long calls', ['what']);
  const reloads = counter('reloads', 'Reloads of knowledge and site files', ['result']);
  addStoreAndLog(state, registers);
  addMonitoring(state, registers);
  return {
    answered({ route, site = '', service = '' }, { status, code = '' as ErrorCode | '' }, milliseconds) {
      requests.inc({ route, site, service, status, code });
      seconds.observe({ route, service }, milliseconds / 1000);
    },
    decided({ site, decisions: made, missing: facts }) {
      for (const { policy, outcome, mode } of made)
        (mode === 'shadow' ? shadow : decisions).inc({ site, policy, outcome });
      for (const [fact, reason] of Object.entries(facts)) missing.inc({ site, fact, reason });
    },
    refusedClient: (reason, site = '') => refused.inc({ site, reason }),
    refusedConnection: (reason) => connections.inc({ reason }),
    feedback: (site, outcome, count) => feedback.inc({ site, outcome }, count),
    lost: (what, count) => lost.inc({ what }, count),
    bounded: (what, count) => bounded.inc({ what }, count),
    reloaded: (result) => reloads.inc({ result }),
    text: () => registry.metrics(),
    type: registry.contentType,
  };
}
