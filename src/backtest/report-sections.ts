import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { WEEKDAYS } from '../calendar.ts';
import type { ExpectedCount } from '../monitoring/expectation.ts';
import { dataTable } from '../pages/data-table.ts';
import { tileList } from '../pages/tiles.ts';
import { type BacktestReport, countOrders, filesLeftOut, monthsOf, ordersRead, summedBy } from './backtest-report.ts';
import { COUNT_KINDS, UNDATED } from './tally.ts';

/** Rows of a table; the JSON beside the report holds all. */
const MOST_ROWS = 200;

const number = (value: number) => value.toLocaleString('en-US');

/** A table in a section of its own; `rows` hold texts, and numbers, which stand on the right. */
function section(
  title: string,
  about: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  none: string,
): VNode {
  const cells = rows
    .slice(0, MOST_ROWS)
    .map(
      (row) =>
        html`<tr>${row.map((cell) => (typeof cell === 'number' ? html`<td class="number">${number(cell)}</td>` : html`<td class="words">${cell}</td>`))}</tr>`,
    );
  const rest = rows.length - cells.length;
  return html`
    <section class="panel">
      <h2>${title}</h2>
      ${about !== '' && html`<p class="quiet">${about}</p>`}
      ${rows.length === 0 ? html`<p class="quiet">${none}</p>` : dataTable(title, columns, cells)}
      ${rest > 0 && html`<p class="quiet">${number(rest)} more rows in report.json.</p>`}
    </section>
  `;
}

/** Renders the head: of which orders, by which knowledge, when. */
export function intro({ about, counts }: BacktestReport): VNode {
  const months = monthsOf(counts).filter((month) => month !== UNDATED);
  const span = months.length === 0 ? '' : `, ${months[0]} to ${months.at(-1)}`;
  return html`
    <div class="intro">
      <h1>Backtest</h1>
      <p>
        What the policies would have said of the orders of an export${span}, each as of its day. Site ${about.site}, days
        in ${about.timeZone}; knowledge <code>${about.knowledge.slice(0, 12)}</code>${about.against === undefined ? '' : html`, compared with <code>${about.against.slice(0, 12)}</code>`};
        made ${about.made.slice(0, 10)}.
      </p>
    </div>
  `;
}

const perThousand = (part: number, whole: number) =>
  whole === 0 ? '' : `${((1000 * part) / whole).toFixed(1)} of 1,000 orders`;

/** Renders the figures of the export: orders, cards, misses. */
export function tiles({ counts, about, copies }: BacktestReport): VNode {
  const read = ordersRead(counts);
  const orders = read.get('') ?? 0;
  const copied = copies === 0 ? [] : [`copies among those of the patients that policies concern: ${number(copies)}`];
  const others = [...read].flatMap(([reason, count]) => (reason === '' ? [] : `${reason}: ${number(count)} more`));
  const cards = countOrders(counts, 'card');
  const changed = countOrders(counts, 'changed');
  return tileList([
    ['Orders read', number(orders), [...copied, ...others].join('; ')],
    ['Cards', number(cards), perThousand(cards, orders)],
    ['No finding: unknown', number(countOrders(counts, 'unknown')), 'for want of data'],
    ['Just missed', number(countOrders(counts, 'missed')), 'words or codes of a policy, no card'],
    ...(about.against === undefined
      ? []
      : [['Answers that change', number(changed), perThousand(changed, orders)] as const]),
  ]);
}

/** Renders the findings by version of a policy. */
export function findings({ counts, about }: BacktestReport): VNode {
  const titles = new Map(
    about.policies.flatMap(({ id, version, findings: all }) =>
      Object.entries(all).map(([finding, title]) => [`${id} ${version} ${finding}`, title]),
    ),
  );
  const rows = summedBy(counts, ['card', 'not-shown'], ['kind', 'policy', 'version', 'finding', 'reason']).map(
    ({ kind, policy, version, finding, reason, orders }) => [
      policy,
      version,
      `${titles.get(`${policy} ${version} ${finding}`) ?? finding}${kind === 'card' ? '' : ' (not shown on order-sign)'}${reason && `, ${reason}`}`,
      orders,
    ],
  );
  return section(
    'Findings',
    'By the version of the policy that was in force on the day of the order.',
    ['Policy', 'Version', 'Finding', 'Orders'],
    rows,
    'No finding.',
  );
}

/** Renders the orders with words or codes of a policy that brought no card of it. */
export function misses({ counts }: BacktestReport): VNode {
  const rows = summedBy(counts, ['missed'], ['policy', 'name', 'reason']).map(({ policy, name, reason, orders }) => [
    policy,
    name,
    reason,
    orders,
  ]);
  return section(
    'Just missed',
    'Orders with words or codes of a policy that brought no card of it, and what spoke against it: the place to look for a miss.',
    ['Policy', 'Name in the words', 'Why no card', 'Orders'],
    rows,
    'None.',
  );
}

/** Renders the answers that differ under the other knowledge; false without one. */
export function changes({ counts, about }: BacktestReport): VNode | false {
  if (about.against === undefined) return false;
  const rows = summedBy(counts, ['changed'], ['finding']).map(({ finding, orders }) => [
    ...finding.split(' => '),
    orders,
  ]);
  return section(
    'Answers that change',
    'Orders that the other knowledge answers otherwise.',
    ['By this knowledge', 'By the other', 'Orders'],
    rows,
    'All answers are the same.',
  );
}

/** Renders the words of orders; false unless they were asked for. */
export function words({ texts }: BacktestReport): VNode | false {
  if (texts.length === 0) return false;
  const rows = texts.map(({ kind, policy, finding, name, reason, text, orders }) => [
    COUNT_KINDS[kind],
    policy,
    [finding, name, reason].filter((part) => part !== '').join(', '),
    text,
    orders,
  ]);
  return section(
    'The words of the orders',
    'As they were written: they may name persons.',
    ['Kind', 'Policy', 'Finding, name, reason', 'Words', 'Orders'],
    rows,
    'None.',
  );
}

/** The line for a site's file. */
function lineForSite(expectedCards: BacktestReport['expectedCards']): VNode | false {
  const line = Object.entries(expectedCards).map(([policy, cards]) => `${policy}: ${cards}`);
  return (
    line.length > 0 &&
    html`
      <section class="panel">
        <h2>For the site’s file</h2>
        <p class="quiet">Cards a week, by which a new site is watched until it has a past of its own.</p>
        <pre><code>expectedCards: { ${line.join(', ')} }</code></pre>
      </section>
    `
  );
}

/** Renders the orders of a week with a card, or without a decision, and the line for a site's file. */
export function expected({ expected: weeks, expectedCards }: BacktestReport): VNode {
  const row = (policy: string, about: string, { week, byWeekday }: ExpectedCount) => [
    policy,
    about,
    week,
    ...byWeekday,
  ];
  const rows = Object.entries(weeks).flatMap(([policy, { cards, unknown }]) => [
    row(policy, 'cards', cards),
    row(policy, 'not decided', unknown),
  ]);
  return html`
    ${section('To expect in a week', 'By the day of the order: an EHR may call several times for one order, and lack other data than the export.', ['Policy', 'Orders', 'A week', ...WEEKDAYS], rows, 'Nothing.')}
    ${lineForSite(expectedCards)}
  `;
}

/** Renders the lines that were read, by type, the faults in them, and the files left out. */
export function reading({ read, calls, effort }: BacktestReport): VNode {
  const types = Object.entries(read.types).map(([type, lines]) => [type === 'none' ? 'no type' : type, lines]);
  const faults = read.faults.map(({ file, line, reason }) => [line > 0 ? `${file}:${line}` : file, reason]);
  const others = filesLeftOut(read);
  return html`
    ${section('What was read', `${number(calls)} calls were made of orders and charts. ${effort.seconds.toFixed(1)} s, ${number(effort.ordersPerSecond)} orders a second, at most ${number(effort.peakMegabytes)} MB.`, ['Type', 'Lines'], types, 'Nothing.')}
    ${section('What could not be used, or not in full', read.faultCount === 0 ? '' : `${number(read.faultCount)} lines or files; the first are named.`, ['Place', 'Why'], faults, 'All lines could be used.')}
    ${others.length > 0 && html`<section class="panel"><h2>Files left out</h2><p class="quiet">No policy asks for the types they begin with, or only files of other endings are read: ${others.join(', ')}.</p></section>`}
  `;
}

/** Renders the rules by which the orders were judged. */
export function notes(): VNode {
  return html`
    <section class="panel">
      <h2>How to read this</h2>
      <p class="quiet">
        All orders of a patient on one day are judged as one call of order-sign, by the version of each policy, the
        conditions and the coverage of that day as far as dates tell. A condition that was recorded or began later is
        left out; one that has ended without a date counts as it stands today. What the export has no file of is
        unknown, never none. Nobody saw these cards: what a clinician would have done is not known.
      </p>
    </section>
  `;
}
