import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openPostgresStore } from '../../src/store/postgres.ts';
import { createReconnectingStore } from '../../src/store/reconnecting.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { aFeedback } from '../support/records.ts';
import { postgresAt, sqliteIn } from '../support/storage.ts';

// A program that writes feedback until it is killed, and prints the id of each that the store has acknowledged.

const [, , place = ''] = process.argv;
const store = createReconnectingStore(
  () => (place.startsWith('postgres:') ? openPostgresStore(postgresAt(place)) : openSqliteStore(sqliteIn(place))),
  { pause: 100 },
);

async function writeForEver(): Promise<never> {
  while (true) {
    const id = randomUUID();
    try {
      await store.keepFeedback([aFeedback({ id })]);
      writeSync(1, `${id}\n`);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

await Promise.all([writeForEver(), writeForEver(), writeForEver()]);
