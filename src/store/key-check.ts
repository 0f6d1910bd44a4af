import sql from 'sql-template-tag';
import type { Pseudonymizer } from '../records/pseudonymizer.ts';
import type { Run } from './sql-database.ts';
import { StoreError } from './store-error.ts';

const NAME = 'key-check';

/**
 * Compares the key with the one that the store was first written with, by a value in the store that tells nothing of it. In a
 * store of an earlier version, which has no such value, what is sealed must open. Throws StoreError `wrong-key`: with another key
 * no patient would be found again and no comment opened, and replicas would give one patient two pseudonyms.
 */
export async function checkKey(run: Run, pseudonymizer: Pseudonymizer): Promise<void> {
  const value = pseudonymizer.contentId(NAME);
  const [known] = await run<{ readonly value: string }>(sql`select value from settings where name = ${NAME}`);
  if (known) {
    if (known.value !== value) throw new StoreError('wrong-key');
    return;
  }
  const [words] = await run<{ readonly sealed: string }>(
    sql`select sealed from feedback where sealed is not null order by received desc, id desc limit 1`,
  );
  if (words && pseudonymizer.open(words.sealed) === undefined) throw new StoreError('wrong-key');
  await run(sql`insert into settings (name, value) values (${NAME}, ${value}) on conflict do nothing`);
}
