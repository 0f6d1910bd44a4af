import sql, { type Sql } from 'sql-template-tag';
import type { SqlDialect } from '../sql-dialect.ts';

/**
 * The mode of the policy that decided: null for one that was live, as all were before. So neither the rows nor the counts that are there
 * need to be written again.
 */
export function shadowColumn({ text }: SqlDialect): readonly Sql[] {
  return [sql`alter table decisions add column mode ${text}`];
}
