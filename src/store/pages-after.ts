import { setImmediate } from 'node:timers/promises';

/** Rows on a page: SQLite does nothing else while it reads one, so that it must be short. */
export const PAGE_SIZE = 200;

/** Reads on from the last row until nothing is left; others are answered between two pages. */
export async function* pagesAfter<Row>(
  readAfter: (last: Row | undefined) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  for (let rows = await readAfter(undefined); rows.length > 0; rows = await readAfter(rows.at(-1))) {
    yield rows;
    await setImmediate();
  }
}
