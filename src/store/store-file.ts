/** Name of SQLite's file in the folder of the store. */
export const STORE_FILE = 'spine-coverage.sqlite';
