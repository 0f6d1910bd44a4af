import { ConsecutiveBreaker, circuitBreaker, handleAll, TimeoutStrategy, timeout, wrap } from 'cockatiel';
import type { Pool } from 'pg';
import { type RateLimiterAbstract, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Site } from '../sites/site.ts';

/** Seconds over which calls are counted. */
export const MINUTE_IN_SECONDS = 60;

/** Counts the calls of sites for all replicas together. */
export interface SharedCounts {
  /**
   * Counts a call. Resolves with the milliseconds to wait if it is one too many; with undefined if it is not, and also if the
   * counts cannot be reached in time.
   */
  consume(site: Site): Promise<number | undefined>;
  close(): Promise<void>;
}

/** Times in milliseconds. */
export interface SharedCountsOptions {
  /** Timeout of a call waiting for its count. */
  readonly patience?: number;
  /** Pause without queries after that. */
  readonly pause?: number;
  /** Timeout of a query, after which its connection is closed. */
  readonly query?: number;
}

/** Counts a call. Returns how many milliseconds to wait if it is one too many. */
export async function consume(limiter: Pick<RateLimiterAbstract, 'consume'>, key: string): Promise<number | undefined> {
  try {
    await limiter.consume(key);
    return undefined;
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    return error.msBeforeNext;
  }
}

/** Unlogged: no call waits for the disk, and after a crash all may begin anew. */
const TABLE = 'rate_limits';
const CREATE = `create unlogged table if not exists ${TABLE} (key varchar(255) primary key, points integer not null, expire bigint)`;

/** The pool as the limiter uses it, but without naming its statements: a pooler in transaction mode does not know them. */
const unnamed = (pool: Pool) => ({
  query: ({ text, values }: { readonly text: string; readonly values?: unknown[] }) => pool.query(text, values),
});

/** Counts in a table of PostgreSQL, which is made when it is first needed. */
export async function openSharedCounts(
  url: string,
  { patience = 100, pause = 5000, query = 1000 }: SharedCountsOptions = {},
): Promise<SharedCounts> {
  // Not at the top: SQLite needs none of it.
  const { Pool } = await import('pg');
  const pool = new Pool({ connectionString: url, max: 2, connectionTimeoutMillis: query, query_timeout: query });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  let created: Promise<unknown> | undefined;
  const create = () => {
    created ??= pool.query(CREATE).catch((error: unknown) => {
      created = undefined;
      throw error;
    });
    return created;
  };
  const limiters = new Map<string, RateLimiterPostgres>();
  const limiterOf = ({ id, rateLimit: points }: Site): RateLimiterPostgres => {
    const limiter =
      limiters.get(id) ??
      new RateLimiterPostgres({
        storeClient: unnamed(pool),
        storeType: 'pool',
        tableName: TABLE,
        tableCreated: true,
        keyPrefix: '',
        points,
        duration: MINUTE_IN_SECONDS,
        inMemoryBlockOnConsumed: points,
        clearExpiredByTimeout: false,
      });
    limiters.set(id, limiter);
    return limiter;
  };
  const count = async (site: Site): Promise<number | undefined> => {
    await create();
    return consume(limiterOf(site), site.id);
  };
  const policy = wrap(
    circuitBreaker(handleAll, { halfOpenAfter: pause, breaker: new ConsecutiveBreaker(1) }),
    timeout(patience, TimeoutStrategy.Aggressive),
  );
  return {
    async consume(site) {
      try {
        return await policy.execute(() => count(site));
      } catch {
        return undefined;
      }
    },
    close: () => pool.end(),
  };
}
