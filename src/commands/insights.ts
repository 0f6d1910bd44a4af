import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../config.ts';
import { exportAs, FORMS, type Form } from '../records/export.ts';
import { tellOperator } from '../startup-error.ts';
import { checkDay, type Difference } from '../store/check-counts.ts';
import { openExistingStore } from '../store/open.ts';
import { dayAgo, daysOf, eachDay, type SpanFault } from '../store/span.ts';
import type { SqlStore } from '../store/sql-store.ts';
import type { Days } from '../store/store.ts';
import { openPseudonymizer } from '../store/store-key.ts';

// `npm run insights`: what calls and feedback say of policies and sites, by week; the same as GET /admin/insights.
// With --check it compares the daily counts, from which that is made, with the records.

const USAGE = `usage: npm run insights -- [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--format ${FORMS.join('|')} | --check]\n`;

interface Wanted {
  readonly form: Form | undefined;
  readonly days: Days | SpanFault;
  readonly isCheck: boolean;
}

function readArguments(): Wanted | undefined {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      options: {
        from: text,
        to: text,
        format: { type: 'string', default: 'json' },
        check: { type: 'boolean', default: false },
      },
    });
    const form = FORMS.find((known) => known === values.format);
    return { form, days: daysOf(values.from, values.to, Date.now()), isCheck: values.check };
  } catch {
    return undefined;
  }
}

function line({ of, rollUp, records }: Difference): string {
  const { day, site, service, policy, outcome, what } = of;
  return `${[day, site, service, policy, outcome, what].filter((part) => part !== '').join(' ')}: ${rollUp} in the counts, ${records} in the records\n`;
}

/** Compares each day whose records are all still there. */
async function check(store: SqlStore, days: Days, { retentionDays, storage }: Config): Promise<void> {
  const pseudonymizer = openPseudonymizer(storage);
  const oldest = dayAgo(retentionDays - 1, Date.now());
  const complete = eachDay(days).filter(({ from }) => from > oldest);
  let differences = 0;
  for (const day of complete) {
    const found = await checkDay(store.database, pseudonymizer, day);
    differences += found.length;
    process.stdout.write(found.map(line).join(''));
  }
  process.stdout.write(`${complete.length} days compared, ${differences} differences\n`);
  if (differences > 0) process.exitCode = 1;
}

async function run(form: Form, days: Days, isCheck: boolean): Promise<void> {
  const config = readConfig(process.env, join(import.meta.dirname, '../..'));
  const store = await openExistingStore(config.storage);
  try {
    // What an earlier version left is counted first; a server that runs does the same.
    while (await store.takeOverCalls());
    if (isCheck) await check(store, days, config);
    else process.stdout.write(exportAs(form, await store.insights(days, Date.now())).body);
  } finally {
    await store.close();
  }
}

const wanted = readArguments();
if (!wanted?.form || 'element' in wanted.days) {
  const fault = wanted && 'element' in wanted.days ? `--${wanted.days.element} ${wanted.days.text}\n` : '';
  process.stderr.write(`${fault}${USAGE}`);
  process.exitCode = 2;
} else {
  try {
    await run(wanted.form, wanted.days, wanted.isCheck);
  } catch (error) {
    tellOperator(error);
  }
}
