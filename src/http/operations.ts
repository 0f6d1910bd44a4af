import type { Metrics } from '../metrics.ts';
import { lastingAlarms, type Monitoring } from '../monitoring/monitor.ts';
import type { PolicyNotice } from '../policies/in-force.ts';
import { DEVELOPMENT_MODE } from '../sites/mode.ts';
import { type Answer, jsonAnswer, refusalAnswer } from './answer.ts';
import { demandBearer } from './bearer.ts';
import type { Handler } from './responder.ts';

/** The state of the server, as `/health` and `/ready` tell it. */
export interface State {
  /** Nobody is asked who calls, since there is no site file, or one without trust. */
  readonly development: boolean;
  /** The server is about to stop. */
  readonly draining: boolean;
  readonly store: { readonly up: boolean; readonly waiting: number; readonly lost: number };
  /** Lines of the log that could not be written. */
  readonly droppedLines: number;
  /** Policies that have ended without a successor, or are about to begin or end. A function, since the state is asked for at each call. */
  readonly notices: () => readonly PolicyNotice[];
  /** Result of monitoring; undefined before the first run. */
  readonly monitoring?: Monitoring | undefined;
}

/** Alarms that last, without the names that clients use: those of one day that nothing else tells apart are one. */
function alarmsIn(monitoring: Monitoring | undefined) {
  const alarms = monitoring ? lastingAlarms(monitoring) : [];
  const told = alarms.map(({ site, policy, kind, name, since }) => ({
    site,
    policy,
    kind,
    // The name of a fact is our own.
    ...(kind === 'missing' ? { name } : {}),
    since,
  }));
  return [...new Map(told.map((alarm) => [JSON.stringify(alarm), alarm])).values()];
}

/** `/health`: the process is alive and answers. A store or a log that fails is told and does not make it unwell: cards go on. */
export function health({ development, store, droppedLines, notices, monitoring }: State): Answer {
  const [policies, alarms] = [notices(), alarmsIn(monitoring)];
  return jsonAnswer({
    status: store.up && store.lost === 0 && droppedLines === 0 ? 'ok' : 'degraded',
    mode: development ? `development: ${DEVELOPMENT_MODE}` : 'production',
    store: { status: store.up ? 'up' : 'down', waiting: store.waiting, lost: store.lost },
    log: { dropped: droppedLines },
    ...(policies.length === 0 ? {} : { policies }),
    ...(alarms.length === 0 ? {} : { alarms }),
  });
}

/** `/ready`: the knowledge is loaded (or nothing would listen), the store can be reached, and the server is not about to stop. */
export async function ready({ draining }: State, reach: () => Promise<void>): Promise<Answer> {
  if (draining) return refusalAnswer('not-ready');
  try {
    await reach();
    return jsonAnswer({ status: 'ready' });
  } catch {
    return refusalAnswer('not-ready');
  }
}

/** `/metrics`, in the text format of Prometheus; only with the token, if there is one. */
export function exposeMetrics(metrics: Metrics, token: string | undefined): Handler {
  const demandToken = token === undefined ? () => undefined : demandBearer(token);
  return async (request) => {
    demandToken(request);
    return { status: 200, type: metrics.type, body: await metrics.text() };
  };
}
