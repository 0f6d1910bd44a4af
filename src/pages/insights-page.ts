import type { Request } from 'express';
import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { dayAt } from '../calendar.ts';
import { wordsOfCause } from '../decision/facts.ts';
import { RequestError } from '../errors.ts';
import type { Answer } from '../http/answer.ts';
import type { ReadInsights } from '../http/insights-reader.ts';
import type { Monitoring } from '../monitoring/monitor.ts';
import { exportAs } from '../records/export.ts';
import type { Insights } from '../records/insight-rows.ts';
import { compareShadow } from '../records/shadow-comparison.ts';
import type { NamedCount } from '../records/statistics.ts';
import type { SiteRules } from '../rules.ts';
import { dataTable } from './data-table.ts';
import { fieldOf } from './fields.ts';
import { alarmsPanel, expectedPanel } from './insights/alarms.ts';
import { countBars, lines, stackedBars } from './insights/chart.ts';
import {
  cardsChart,
  type Filter,
  filtered,
  latencyChart,
  percentOf,
  summedByName,
  totalsOf,
} from './insights/figures.ts';
import { shadowTable } from './insights/shadow.ts';
import type { Page } from './layout.ts';
import { tileList } from './tiles.ts';
import { TRY_SITE } from './try/try-site.ts';

/** Dependencies of the page. */
interface InsightsPageDeps {
  readonly readInsights: ReadInsights;
  readonly monitoring: () => Monitoring | undefined;
  readonly rules: () => SiteRules;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Filter and span of the query string, with the insights read for them. */
interface Asked extends Filter {
  readonly all: Insights;
  /** Values of the filter to choose from. */
  readonly names: Readonly<Record<keyof Filter, readonly string[]>>;
  /** Both YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
}

/** The policies and the sites to choose from: those of the server, and those of the days and of the alarms that are shown. */
function namesIn({ policies, sites }: Insights, { rules, monitoring }: InsightsPageDeps): Asked['names'] {
  const { knowledge, sites: served } = rules();
  const rows = [...policies, ...sites, ...(monitoring()?.alarms ?? [])];
  const ofPolicies = [...knowledge.policies.map(({ id }) => id), ...policies.map(({ policy }) => policy)];
  const ofSites = [...served.keys(), TRY_SITE.id, ...rows.map(({ site }) => site)];
  return { policy: [...new Set(ofPolicies)].toSorted(), site: [...new Set(ofSites)].toSorted() };
}

/**
 * Reads the insights that an address asks for. Throws RequestError `invalid-request`, also for a policy or a site that is not
 * there, or `store-unavailable`.
 */
async function ask(request: Request, deps: InsightsPageDeps): Promise<Asked> {
  const given = (name: string) => fieldOf(request.query, name);
  const [from, to] = [given('from') || undefined, given('to') || undefined];
  const filter = { policy: given('policy'), site: given('site') };
  const { days, insights } = await deps.readInsights(request, { from, to });
  const names = namesIn(insights, deps);
  const problems = (['policy', 'site'] as const)
    .filter((element) => filter[element] !== '' && !names[element].includes(filter[element]))
    .map((element) => ({ element, text: `must be one of ${names[element].join(', ')}` }));
  if (problems.length > 0) throw new RequestError('invalid-request', problems);
  return { all: insights, names, from: days.from, to: to ?? dayAt(deps.now()), ...filter };
}

/** `GET /insights.csv`: what the page shows, as a table. Throws what the page throws. */
export async function insightsCsv(request: Request, deps: InsightsPageDeps): Promise<Answer> {
  const asked = await ask(request, deps);
  const csv = exportAs('csv', filtered(asked.all, asked), { notices: [], monitoring: undefined });
  return { status: 200, ...csv, headers: { 'Content-Disposition': 'attachment; filename="insights.csv"' } };
}

function options(names: readonly string[], chosen: string, all: string): VNode {
  return html`
    <option value="">${all}</option>
    ${names.map((name) => html`<option value=${name} selected=${name === chosen}>${name}</option>`)}
  `;
}

function filterForm({ names, from, to, policy, site }: Asked): VNode {
  return html`
    <form class="panel filter" method="get" action="/insights" aria-label="What is shown">
      <label>From <input type="date" name="from" value=${from} /></label>
      <label>To <input type="date" name="to" value=${to} /></label>
      <label>Policy <select name="policy">${options(names.policy, policy, 'All policies')}</select></label>
      <label>Site <select name="site">${options(names.site, site, 'All sites')}</select></label>
      <button type="submit">Show</button>
    </form>
  `;
}

const percent = (part: number, whole: number) => (whole === 0 ? 'none' : percentOf(part, whole));

function tiles(insights: Insights): VNode {
  const { calls, silent, shown, accepted, overridden, unreported } = totalsOf(insights);
  const reported = accepted + overridden;
  return tileList([
    ['Calls', String(calls), `${percent(silent, calls)} silent`],
    ['Cards', String(shown), `${percent(unreported, shown)} not reported`],
    ['Accepted', String(accepted), `${percent(accepted, reported)} of those reported`],
    ['Overridden', String(overridden), `${percent(overridden, reported)} of those reported`],
  ]);
}

interface PolicyTotals extends ReturnType<typeof totalsOf> {
  readonly policy: string;
}

function policyTotals({ policy, shown, accepted, overridden, unreported }: PolicyTotals): VNode {
  return html`
    <tr>
      <th scope="row"><a href=${`/policies/${policy}`}>${policy}</a></th>
      <td>${shown}</td><td>${accepted}</td><td>${overridden}</td><td>${unreported}</td>
    </tr>
  `;
}

function policyTable({ policies }: Insights): VNode {
  const judged = policies.filter(({ orders }) => orders > 0);
  const rows = [...Map.groupBy(judged, ({ policy }) => policy)].map(([policy, theirs]) => ({
    policy,
    ...totalsOf({ policies: theirs, sites: [], unmatched: [] }),
  }));
  return html`
    <section class="panel">
      <h2>By policy</h2>
      ${
        rows.length === 0
          ? html`<p class="quiet">No policy has judged an order in these days.</p>`
          : dataTable(
              'By policy',
              ['Policy', 'Cards', 'Accepted', 'Overridden', 'Not reported'],
              rows.map(policyTotals),
            )
      }
    </section>
  `;
}

/** Tables of named counts besides the cards. */
const COUNTS: readonly {
  readonly title: string;
  readonly of: (insights: Insights) => readonly NamedCount[];
  readonly none: string;
  readonly explain?: (name: string) => string | undefined;
}[] = [
  {
    title: 'Why cards were overridden',
    of: ({ policies }) => summedByName(policies.map(({ reasons }) => reasons)),
    none: 'No override was reported in these days.',
  },
  {
    title: 'What could not be known',
    of: ({ policies }) => summedByName(policies.map(({ unknownSteps }) => unknownSteps)),
    none: 'Nothing was unknown in these days.',
    explain: wordsOfCause,
  },
  {
    title: 'Data that did not arrive whole',
    of: ({ sites }) => summedByName(sites.map(({ incomplete }) => incomplete)),
    none: 'All data arrived.',
    explain: wordsOfCause,
  },
  {
    title: 'Code systems and payers that nobody knows',
    of: ({ sites }) => summedByName(sites.map(({ unrecognized }) => unrecognized)),
    none: 'All were known.',
  },
  {
    title: 'Calls that were refused',
    of: ({ sites }) => summedByName(sites.map(({ refused }) => refused)),
    none: 'None was.',
  },
  {
    title: 'Reports on cards of other days or sites',
    of: ({ unmatched }) => unmatched,
    none: 'None.',
  },
];

/**
 * `GET /insights?from=…&to=…&policy=…&site=…`: what became of the cards. Throws RequestError `invalid-request` or
 * `store-unavailable`.
 */
export async function insightsPage(request: Request, deps: InsightsPageDeps): Promise<Page> {
  const asked = await ask(request, deps);
  const { from, to, policy, site } = asked;
  const insights = filtered(asked.all, asked);
  const csv = `/insights.csv?${new URLSearchParams({ from, to, policy, site })}`;
  return {
    title: 'Insights',
    section: '/insights',
    styles: ['insights.css'],
    content: html`
      <div class="intro">
        <h1>Insights</h1>
        <p>
          What became of the cards. A card of which no EHR reports is counted as not reported, never as overridden.${' '}
          <a href=${csv}>What is shown, as CSV</a>
        </p>
      </div>
      ${filterForm(asked)} ${alarmsPanel(deps.monitoring(), asked)} ${tiles(insights)}
      <div class="figures">
        ${stackedBars(cardsChart(insights.policies))} ${lines(latencyChart(insights.sites))} ${policyTable(insights)}
        ${expectedPanel(deps.monitoring(), asked)}
        ${COUNTS.map(({ title, of, none, explain }) => countBars(title, of(insights), none, explain))}
        ${shadowTable(compareShadow(insights))}
      </div>
    `,
  };
}
