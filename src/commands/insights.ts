import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { exportAs, FORMS } from '../records/export.ts';
import { tellOperator } from '../startup-error.ts';
import { openPseudonymizer, openStore } from '../store/open.ts';
import { readInsights } from '../store/read-insights.ts';
import { spanOf } from '../store/span.ts';

// `npm run insights`: what calls and feedback say of policies and sites, by week; the same as GET /admin/insights.

const USAGE = `usage: npm run insights -- [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--format ${FORMS.join('|')}]\n`;

function readArguments() {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ options: { from: text, to: text, format: { type: 'string', default: 'json' } } });
    const form = FORMS.find((known) => known === values.format);
    const span = spanOf(values.from, values.to, Date.now());
    return form && typeof span !== 'string' ? { form, span } : undefined;
  } catch {
    return undefined;
  }
}

async function print({ form, span }: NonNullable<ReturnType<typeof readArguments>>) {
  const { storage } = readConfig(process.env, join(import.meta.dirname, '../..'));
  const pseudonymizer = openPseudonymizer(storage);
  const store = await openStore(storage);
  try {
    process.stdout.write(exportAs(form, await readInsights(store, span, pseudonymizer, Date.now())).body);
  } finally {
    await store.close();
  }
}

const wanted = readArguments();
if (wanted) {
  try {
    await print(wanted);
  } catch (error) {
    tellOperator(error);
  }
} else {
  process.stderr.write(USAGE);
  process.exitCode = 2;
}
