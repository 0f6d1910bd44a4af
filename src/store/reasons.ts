import sql, { join } from 'sql-template-tag';
import type { Pseudonymizer } from '../records/pseudonymizer.ts';
import { type CardReport, type Count, countedReason } from '../records/roll-up.ts';
import { readInChunks } from './in-chunks.ts';
import { insertRows } from './insert.ts';
import type { FeedbackRow } from './schema.ts';
import type { Run } from './sql-database.ts';
import type { SqlDialect } from './sql-dialect.ts';

const OTHER = 'other: ';
/** A reason among the counts, and one that is a pseudonym, which begins with `~`. */
const REASON = 'reason:';
const HIDDEN = `${REASON}~`;

/**
 * Reasons as the roll-up counts them. A client's own words may say anything, and the roll-up must hold no patient: there they
 * have a pseudonym, and are sealed in a table of their own, from which they are forgotten with the feedback.
 */
export interface Reasons {
  reportOf(row: FeedbackRow): CardReport;
  /** Keeps the words behind the pseudonyms of these reports. */
  keepNames(run: Run, dialect: SqlDialect, rows: readonly FeedbackRow[]): Promise<void>;
  /** The counts with the words in place of the pseudonyms; `other` where they have been forgotten. */
  withNames(run: Run, counts: readonly Count[]): Promise<readonly Count[]>;
}

/** Reasons under the key of the store. */
export function createReasons(pseudonymizer: Pseudonymizer): Reasons {
  const reasonOfRow = ({ reason, sealed }: FeedbackRow) =>
    countedReason({ ...(reason === null ? {} : { reason }), ...(sealed === null ? {} : { sealed }) }, pseudonymizer);
  const isOther = (reason: string) => reason.startsWith(OTHER);
  return {
    reportOf(row) {
      const reason = reasonOfRow(row);
      const { id, card, site, service, at, received } = row;
      const outcome = row.outcome === 'accepted' ? 'accepted' : 'overridden';
      return {
        id,
        card,
        site,
        service,
        at,
        received,
        outcome,
        reason: isOther(reason) ? pseudonymizer.pseudonym(reason) : reason,
      };
    },
    async keepNames(run, dialect, rows) {
      const names = rows
        .map((row) => ({ reason: reasonOfRow(row), received: row.received }))
        .filter(({ reason }) => isOther(reason));
      const byName = new Map(names.map((name) => [name.reason, name]));
      const sealed = [...byName.values()].map(({ reason, received }) => ({
        pseudonym: pseudonymizer.pseudonym(reason),
        sealed: pseudonymizer.seal(reason),
        received,
      }));
      const inOrder = sealed.toSorted((one, other) => (one.pseudonym < other.pseudonym ? -1 : 1));
      await insertRows(
        run,
        dialect,
        'reason_names',
        inOrder,
        sql`on conflict (pseudonym) do update set received = excluded.received`,
      );
    },
    async withNames(run, counts) {
      const pseudonyms = counts.flatMap(({ what }) => (what.startsWith(HIDDEN) ? [what.slice(REASON.length)] : []));
      const rows = await readInChunks(pseudonyms, (some) =>
        run<{ readonly pseudonym: string; readonly sealed: string }>(
          sql`select pseudonym, sealed from reason_names where pseudonym in (${join(some)})`,
        ),
      );
      const names = new Map(
        rows.map(({ pseudonym, sealed }) => [pseudonym, pseudonymizer.open(sealed) ?? 'unreadable']),
      );
      const nameOf = (pseudonym: string) => `${REASON}${names.get(pseudonym) ?? 'other'}`;
      return counts.map((entry) =>
        entry.what.startsWith(HIDDEN) ? { ...entry, what: nameOf(entry.what.slice(REASON.length)) } : entry,
      );
    },
  };
}
