/** How the two databases write what the tables are made of. */
export interface SqlDialect {
  readonly name: 'sqlite' | 'postgres';
  /** A text that sorts by its bytes. */
  readonly text: string;
  /** A floating-point number of 64 bits. */
  readonly number: string;
  /** Stands after the columns of a table. */
  readonly tableOptions: string;
  /** Stands after the columns of a table that is little more than its key. */
  readonly keyTableOptions: string;
  /** Rows in one insert: as many as make it faster. */
  readonly rowsAtOnce: number;
}

export const SQLITE: SqlDialect = {
  name: 'sqlite',
  text: `text`,
  number: `real`,
  tableOptions: `strict`,
  keyTableOptions: `strict, without rowid`,
  rowsAtOnce: 1,
};

export const POSTGRES: SqlDialect = {
  name: 'postgres',
  text: `text collate "C"`,
  number: `double precision`,
  tableOptions: ``,
  keyTableOptions: ``,
  rowsAtOnce: 100,
};
