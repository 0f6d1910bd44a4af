import { exportAs, FORMS } from '../records/export.ts';
import { readInsights } from '../store/insights.ts';
import { openStore, openVault } from '../store/open.ts';
import { spanOf } from '../store/span.ts';
import { type Report, UsageError } from './report.ts';
import { settings } from './settings.ts';

interface InsightsOptions {
  readonly from?: string;
  readonly to?: string;
  readonly format: string;
  readonly json?: boolean;
}

/** `insights`: what calls and feedback say, as `GET /admin/insights` does. Throws UsageError, ConfigError or StoreError. */
export async function run({ from, to, format, json }: InsightsOptions): Promise<Report> {
  const form = FORMS.find((known) => known === (json ? 'json' : format));
  if (!form) throw new UsageError(`--format must be ${FORMS.join(' or ')}`);
  const span = spanOf(from, to, Date.now());
  if (typeof span === 'string') throw new UsageError(`--${span} must be a day, YYYY-MM-DD`);
  const { storage } = settings();
  const vault = openVault(storage);
  const store = await openStore(storage);
  try {
    const insights = await readInsights(store, span, vault, Date.now());
    return { text: exportAs(form, insights).body.trimEnd(), data: insights };
  } finally {
    await store.close();
  }
}
