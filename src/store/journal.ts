import type { CallRecord } from '../records/record.ts';
import type { Store } from './store.ts';
import { storeErrorOf } from './store-error.ts';

/** Times in milliseconds. */
export interface JournalOptions {
  /** Called with the number of records that were lost since it was last called. */
  onLoss(count: number): void;
  /** Time that a record waits for others. */
  readonly interval?: number;
  /** Records that are written at once. SQLite checks no token meanwhile, so that they must be few. */
  readonly batch?: number;
  /** Records that may wait. */
  readonly limit?: number;
  /** Decisions of the records that are written at once, and of those that may wait: one draft may have tens of thousands. */
  readonly decisions?: { readonly batch: number; readonly limit: number };
  /** Time for which flush tries. */
  readonly deadline?: number;
}

/** Records that wait, and those that are lost. */
interface JournalState {
  readonly waiting: number;
  /** Records that will never be in the store, since the start. */
  readonly lost: number;
}

/** Takes records on the way of the answer and writes them behind it. */
export interface Journal {
  /** Returns at once; the record is written a little later, or counted as lost. */
  keep(record: CallRecord): void;
  state(): JournalState;
  /**
   * Writes what is waiting; what cannot be written by the deadline, or comes later, is counted as lost. For the end: never
   * rejects.
   */
  flush(): Promise<void>;
}

/** Longest pause between two attempts to write. */
const LONGEST_PAUSE = 5000;

/** Writes records, and tells how many the store refused for good: one of them must not hold up the others. */
async function writeAll(store: Pick<Store, 'keepCalls'>, records: readonly CallRecord[]): Promise<number> {
  try {
    await store.keepCalls(records);
    return 0;
  } catch (error) {
    if (storeErrorOf(error).code !== 'refused-record') throw error;
    if (records.length === 1) return 1;
    const half = Math.ceil(records.length / 2);
    return (await writeAll(store, records.slice(0, half))) + (await writeAll(store, records.slice(half)));
  }
}

/** Counts the records that will never be in the store, and tells of those that were lost since it last did. */
function createLosses(onLoss: JournalOptions['onLoss']) {
  let lost = 0;
  let told = 0;
  return {
    total: () => lost,
    add(count: number) {
      lost += count;
    },
    tell() {
      if (lost > told) onLoss(lost - told);
      told = lost;
    },
  };
}

const decisionsIn = (records: readonly CallRecord[]) =>
  records.reduce((sum, record) => sum + record.decisions.length, 0);

/** The first of the records: so many at most, with so many decisions, and one at least. */
function firstOf(records: readonly CallRecord[], most: number, mostDecisions: number): readonly CallRecord[] {
  let decisions = 0;
  const end = records.slice(0, most).findIndex((record, at) => {
    decisions += record.decisions.length;
    return at > 0 && decisions > mostDecisions;
  });
  return records.slice(0, end === -1 ? most : end);
}

type QueueLimits = Required<Pick<JournalOptions, 'batch' | 'limit' | 'decisions'>>;

/** The records that wait, and how often in a row they could not be written. */
function createQueue(
  store: Pick<Store, 'keepCalls'>,
  { batch, limit, decisions }: QueueLimits,
  losses: ReturnType<typeof createLosses>,
) {
  let waiting: CallRecord[] = [];
  let waitingDecisions = 0;
  let failures = 0;
  return {
    length: () => waiting.length,
    isFull: () => waiting.length >= limit || waitingDecisions >= decisions.limit,
    failures: () => failures,
    add(record: CallRecord) {
      waiting.push(record);
      waitingDecisions += record.decisions.length;
    },
    /** Writes the first of them. */
    async write() {
      const queue = waiting;
      const records = firstOf(queue, batch, decisions.batch);
      try {
        losses.add(await writeAll(store, records));
        queue.splice(0, records.length);
        waitingDecisions -= decisionsIn(records);
        failures = 0;
      } catch {
        failures += 1;
      }
      losses.tell();
    },
    /** Gives up those that still wait. */
    lose() {
      losses.add(waiting.length);
      waiting = [];
      losses.tell();
    },
  };
}

/** Does something that takes a signal to stop, and waits for it for so many milliseconds at most. */
async function withDeadline(deadline: number, work: (stop: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  const clock = setTimeout(resolve, deadline);
  await Promise.race([work(stop.signal), promise]);
  clearTimeout(clock);
  stop.abort();
}

/** Of these the thread that writes them takes some 30 MB, and those that wait take some 100 MB. */
const MOST_DECISIONS = { batch: 10_000, limit: 100_000 };

/** A journal before a store. It holds up nobody: if the store is down it collects records, and at last loses them. */
export function createJournal(
  store: Pick<Store, 'keepCalls'>,
  { onLoss, interval = 100, batch = 100, limit = 10_000, decisions = MOST_DECISIONS, deadline = 5000 }: JournalOptions,
): Journal {
  const losses = createLosses(onLoss);
  const queue = createQueue(store, { batch, limit, decisions }, losses);
  let hasEnded = false;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  const run = () => {
    clearTimeout(timer);
    writing ??= queue.write().finally(() => {
      writing = undefined;
      if (queue.length() > 0) schedule();
    });
    return writing;
  };
  const schedule = () => {
    clearTimeout(timer);
    const pause = queue.length() >= batch ? 0 : interval;
    timer = setTimeout(
      run,
      queue.failures() > 0 ? Math.min(interval * 2 ** queue.failures(), LONGEST_PAUSE) : pause,
    ).unref();
  };
  const writeUntil = async (stop: AbortSignal) => {
    while (queue.length() > 0 && !stop.aborted) {
      await run();
      if (queue.failures() > 0) await new Promise((resume) => setTimeout(resume, interval));
    }
  };
  return {
    keep(record) {
      if (hasEnded || queue.isFull()) {
        losses.add(1);
        // No later batch would tell it.
        if (hasEnded) losses.tell();
        return;
      }
      queue.add(record);
      const isFirst = queue.length() === 1;
      const isFull = queue.length() === batch && queue.failures() === 0;
      if (!writing && (isFirst || isFull)) schedule();
    },
    state: () => ({ waiting: queue.length(), lost: losses.total() }),
    async flush() {
      await withDeadline(deadline, writeUntil);
      hasEnded = true;
      clearTimeout(timer);
      queue.lose();
    },
  };
}
