import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { backUp } from '../store/backup.ts';
import type { Report } from './report.ts';
import { settings } from './settings.ts';
import { UsageError } from './usage-error.ts';

const USE_PG_DUMP = 'The store is in PostgreSQL: back it up with pg_dump --format=custom "$DATABASE_URL"';

/** `backup`: a copy of the store as of one instant, also while the server writes. Throws UsageError, ConfigError or StoreError. */
export async function run({ target }: { readonly target: string }): Promise<Report> {
  if (existsSync(target)) throw new UsageError(`${target} is there already`);
  const { storage } = settings();
  if (storage.kind === 'postgres') throw new UsageError(USE_PG_DUMP);
  const folder = dirname(target);
  if (!existsSync(folder)) throw new UsageError(`there is no folder ${folder} to write the copy into`);
  await backUp(storage.folder, target);
  return {
    text: `${target} is written. Keep the key of the store, too, and apart from it.`,
    data: { written: target },
  };
}
