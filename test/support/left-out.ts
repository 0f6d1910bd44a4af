import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Tests that need a program which npm does not bring, by its name. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  pgbouncer: ['test/store/pgbouncer.test.ts'],
  chromium: ['test/pages/browser/*.test.ts'],
  pg_restore: ['test/store/postgres-restore.test.ts'],
};

const isInstalled = (program: string) =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** The programs that are not there. With ALL_TESTS=1, as in CI, nothing is left out: their tests fail. */
const missing = process.env['ALL_TESTS'] === '1' ? [] : Object.keys(NEEDS).filter((program) => !isInstalled(program));

/** The tests that are left out. */
export const LEFT_OUT = missing.flatMap((program) => NEEDS[program] ?? []);

/** Names them in one line, after the last test. */
export function teardown(): void {
  const parts = missing.map((program) => `${NEEDS[program]?.join(', ')} (no ${program})`);
  if (parts.length > 0) process.stdout.write(`Left out: ${parts.join('; ')}\n`);
}
