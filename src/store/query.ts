/** A text of SQL and what stands in its places. */
export interface Query {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

/** How a database writes a place, counted from 1: SQLite as `?`, PostgreSQL as `$1`. */
export type Mark = (place: number) => string;

/** Runs a query and gives its rows, which have the columns that it names or, by `*`, all of its table. */
export type Read = <Row>(query: Query) => Promise<readonly Row[]>;

/** Runs queries in one transaction, and tells of each how many rows it changed. */
export type Write = (queries: readonly Query[]) => Promise<readonly number[]>;

type Parameter = string | number;

/** Queries as template strings: each value becomes a place, and a list of values a list of places in brackets. */
export type Sql = (texts: TemplateStringsArray, ...values: readonly (Parameter | readonly Parameter[])[]) => Query;

/** Template strings for a database. */
export function createSql(mark: Mark): Sql {
  return ({ raw }, ...values) => {
    const parameters: Parameter[] = [];
    const place = (value: Parameter) => mark(parameters.push(value));
    const places = values.map((value) =>
      typeof value === 'object' ? `(${value.map(place).join(', ')})` : place(value),
    );
    return { text: String.raw({ raw }, ...places), parameters };
  };
}

/**
 * Queries that insert rows, some at once, and leave alone what is there. Their text is built once for each number of rows,
 * since building it takes longer than running it; so rows must have their members in one order.
 */
export function insertsInto<Row extends object>(mark: Mark, table: string, atOnce: number) {
  const texts = new Map<number, string>();
  const textFor = (rows: readonly Row[]) => {
    let place = 0;
    const places = (row: Row) => `(${Object.keys(row).map(() => mark(++place))})`;
    return `insert into ${table} (${Object.keys(rows[0] ?? {})}) values ${rows.map(places)} on conflict do nothing`;
  };
  return (rows: readonly Row[]): readonly Query[] =>
    Array.from({ length: Math.ceil(rows.length / atOnce) }, (_, part) => {
      const some = rows.slice(part * atOnce, (part + 1) * atOnce);
      const text = texts.get(some.length) ?? textFor(some);
      texts.set(some.length, text);
      return { text, parameters: some.flatMap((row) => Object.values(row)) };
    });
}
