import { dayAt } from '../calendar.ts';
import type { Config } from '../config.ts';
import { callDay } from '../decision/order-day.ts';
import { type DatedVersion, noticesOn } from '../policies/in-force.ts';
import { loadDates } from '../policies/load-dates.ts';
import { exportAs, FORMS, insightsReport } from '../records/export.ts';
import { loadSitesInForce } from '../sites/mode.ts';
import { monitoredAt } from '../sites/monitored.ts';
import { checkDay, type Difference } from '../store/check-counts.ts';
import { openExistingStore } from '../store/open.ts';
import { daysOf, eachDay, withinKept } from '../store/span.ts';
import type { SqlStore } from '../store/sql-store.ts';
import type { Days } from '../store/store.ts';
import { openPseudonymizer } from '../store/store-key.ts';
import type { Report } from './report.ts';
import { settings } from './settings.ts';
import { UsageError } from './usage-error.ts';

interface InsightsOptions {
  readonly from?: string;
  readonly to?: string;
  readonly format: string;
  /** Compares the daily counts, from which insights are made, with the records. */
  readonly check?: boolean;
}

function line({ of, rollUp, records }: Difference): string {
  const { day, site, service, policy, outcome, what } = of;
  return `${[day, site, service, policy, outcome, what].filter((part) => part !== '').join(' ')}: ${rollUp} in the counts, ${records} in the records`;
}

/** Compares each day whose records are all still there. */
async function check(store: SqlStore, days: Days, { retentionDays, storage }: Config): Promise<Report> {
  const pseudonymizer = openPseudonymizer(storage);
  const now = Date.now();
  const oldest = dayAt(now, 1 - retentionDays);
  const complete = eachDay(withinKept(days, now)).filter(({ from }) => from > oldest);
  const differences: Difference[] = [];
  for (const day of complete) differences.push(...(await checkDay(store.database, pseudonymizer, day)));
  const count = `${complete.length} days compared, ${differences.length} differences`;
  return {
    text: [...differences.map(line), count].join('\n'),
    data: { days: complete.length, differences },
    failed: differences.length > 0,
  };
}

/** Alarms up to yesterday, of the sites in force and the policies that are switched on there. */
function monitoringNow(store: SqlStore, policies: readonly DatedVersion[], config: Config) {
  const { sites } = loadSitesInForce(config);
  const { today } = callDay(Date.now());
  const { overrideLimit } = config;
  return store.monitor({ day: dayAt(Date.now(), -1), overrideLimit, ...monitoredAt(sites, policies, today) });
}

/**
 * `insights`: what calls and feedback say, as `GET /admin/insights` does. Throws UsageError, ConfigError, SitesError,
 * KnowledgeError or StoreError.
 */
export async function run({ from, to, format, check: isCheck = false }: InsightsOptions): Promise<Report> {
  const form = FORMS.find((known) => known === format);
  if (!form) throw new UsageError(`--format must be ${FORMS.join(' or ')}`);
  const days = daysOf(from, to, Date.now());
  if ('element' in days) throw new UsageError(`--${days.element} ${days.text}`);
  const config = settings();
  const policies = loadDates(config.knowledgeRoot);
  const store = await openExistingStore(config.storage);
  try {
    // Migrates calls of an earlier version first, as a running server does.
    while (await store.takeOverCalls());
    if (isCheck) return await check(store, days, config);
    const insights = await store.insights(days, Date.now());
    const notices = noticesOn(policies, callDay(Date.now()).today);
    const monitoring = form === 'json' ? await monitoringNow(store, policies, config) : undefined;
    const beside = { notices, monitoring };
    return { text: exportAs(form, insights, beside).body.trimEnd(), data: insightsReport(insights, beside) };
  } finally {
    await store.close();
  }
}
