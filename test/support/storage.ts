import type { PostgresConfig, SqliteConfig } from '../../src/config.ts';

/** A store in a file, with a key of its own in the folder unless told otherwise. */
export const sqliteIn = (folder: string, key?: string): SqliteConfig => ({ kind: 'sqlite', folder, key });

export const STORE_KEY = 'a-key-of-more-than-thirty-two-characters';

/** A store in a PostgreSQL database. */
export const postgresAt = (url: string, key = STORE_KEY): PostgresConfig => ({ kind: 'postgres', url, key });
