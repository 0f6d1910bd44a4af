import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { WEEKDAYS } from '../../calendar.ts';
import type { Alarm } from '../../monitoring/alarm.ts';
import type { Expectation, ExpectedCount } from '../../monitoring/expectation.ts';
import type { Monitoring } from '../../monitoring/monitor.ts';
import { roundedCount } from '../../monitoring/numbers.ts';
import { dataTable } from '../data-table.ts';
import type { Filter } from './figures.ts';

/** In the first seconds after a start. */
const NOT_YET = 'It has not been looked for yet.';

/** Days as YYYY-MM-DD, both inclusive. */
interface ShownDays extends Filter {
  readonly from: string;
  readonly to: string;
}

const isOf =
  ({ site, policy }: Filter) =>
  (row: { readonly site: string; readonly policy?: string }) =>
    (site === '' || row.site === site) && (policy === '' || row.policy === undefined || row.policy === policy);

/** Sorts alarms that last before those that are over, and then the newest first. */
const byUrgency = (one: Alarm, other: Alarm) =>
  Number(one.ended !== undefined) - Number(other.ended !== undefined) || other.noticed.localeCompare(one.noticed);

function alarmRow({ site, words, noticed, ended }: Alarm): VNode {
  return html`
    <tr>
      <th scope="row">${site}</th>
      <td>${words}</td>
      <td class="day" data-label="Noticed">${noticed}</td>
      <td class="day" data-label="Over">${ended ?? 'lasts'}</td>
    </tr>
  `;
}

/** Renders the alarms of the days that are shown. */
export function alarmsPanel(monitoring: Monitoring | undefined, shown: ShownDays): VNode {
  const alarms = (monitoring?.alarms ?? [])
    .filter(isOf(shown))
    .filter(({ since, ended }) => since <= shown.to && (ended ?? shown.from) >= shown.from)
    .toSorted(byUrgency);
  const none = monitoring ? `Nothing, up to ${monitoring.day}.` : NOT_YET;
  return html`
    <section class="panel">
      <h2>What has changed</h2>
      ${
        alarms.length === 0
          ? html`<p class="quiet">${none}</p>`
          : html`<div class="stacked">${dataTable('What has changed', ['Site', 'Change', 'Noticed', 'Over'], alarms.map(alarmRow))}</div>`
      }
    </section>
  `;
}

function count(expected: ExpectedCount | undefined): VNode {
  if (!expected) return html`<td></td>`;
  const byWeekday = expected.byWeekday.map((one, weekday) => `${WEEKDAYS[weekday]} ${roundedCount(one)}`).join(', ');
  return html`<td title=${byWeekday}>${roundedCount(expected.week)}</td>`;
}

function expectedRow({ site, policy, calls, cards, unknown, overridden }: Expectation): VNode {
  return html`
    <tr>
      <th scope="row">${site}</th>
      <td>${policy ?? 'all'}</td>
      ${[calls, cards, unknown, overridden].map(count)}
    </tr>
  `;
}

/** Renders the expected counts of a week. */
export function expectedPanel(monitoring: Monitoring | undefined, shown: ShownDays): VNode {
  const expected = (monitoring?.expected ?? []).filter(isOf(shown));
  return html`
    <section class="panel">
      <h2>What is usual in a week</h2>
      ${
        expected.length === 0
          ? html`<p class="quiet">${monitoring ? 'Known after four weeks with calls.' : NOT_YET}</p>`
          : dataTable(
              'What is usual in a week',
              ['Site', 'Policy', 'Calls', 'Cards', 'Not decided', 'Overridden'],
              expected.map(expectedRow),
            )
      }
    </section>
  `;
}
