import { setImmediate } from 'node:timers/promises';

/** Reads on from the last row until nothing is left; others are answered between two pages. */
export async function* pagesAfter<Row>(
  readAfter: (last: Row | undefined) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  for (let rows = await readAfter(undefined); rows.length > 0; rows = await readAfter(rows.at(-1))) {
    yield rows;
    await setImmediate();
  }
}
