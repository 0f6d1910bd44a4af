import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { tellOperator } from '../startup-error.ts';
import { backUp } from '../store/backup.ts';

// `npm run backup -- copy.sqlite`: a copy of the store as of one instant, also while the server writes.

const USAGE = 'usage: npm run backup -- <new file>\n';
const POSTGRES = 'The store is in PostgreSQL: back it up with pg_dump --format=custom "$DATABASE_URL"\n';

async function run(target: string): Promise<void> {
  const { storage } = readConfig(process.env, join(import.meta.dirname, '../..'));
  if (storage.kind === 'postgres') {
    process.stderr.write(POSTGRES);
    process.exitCode = 2;
    return;
  }
  await backUp(storage.folder, target);
  process.stdout.write(`${target} is written. Keep the key of the store, too, and apart from it.\n`);
}

const [target, ...rest] = process.argv.slice(2);
if (target === undefined || rest.length > 0 || existsSync(target)) {
  const fault = target !== undefined && rest.length === 0 ? `${target} is there already\n` : '';
  process.stderr.write(`${fault}${USAGE}`);
  process.exitCode = 2;
} else {
  try {
    await run(target);
  } catch (error) {
    tellOperator(error);
  }
}
