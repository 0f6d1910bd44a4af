/** Values of one statement: far below the 32,766 parameters of SQLite and the 65,535 of PostgreSQL, also where each is several. */
const AT_ONCE = 500;

/** Splits a list into chunks of at most `size` items. */
export function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}

/** The rows that are read for some values, each of which is asked for once. */
export async function readInChunks<T, Row>(
  values: Iterable<T>,
  read: (some: readonly T[]) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const some of chunksOf([...new Set(values)], AT_ONCE)) rows.push(...(await read(some)));
  return rows;
}
