import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { ModeTotals, ShadowComparison } from '../../records/shadow-comparison.ts';
import { dataTable } from '../data-table.ts';
import { percentOf } from './figures.ts';

const share = ({ rate }: ModeTotals) => (rate === null ? 'none judged' : percentOf(rate, 1));

const OF_SITE = ['Policy', 'Site', 'Calls of the site', 'Cards shown there'];
const LIVE = ['Orders judged live', 'Cards shown', 'Share live'];
const IN_SHADOW = ['Orders judged in shadow', 'Cards not shown', 'Share in shadow', 'Beside another card', 'Unknown'];
const HEADINGS = [...OF_SITE, ...LIVE, ...IN_SHADOW, 'Cards not shown, by finding'];

function row({ policy, site, calls, shown, live, shadow }: ShadowComparison): VNode {
  const findings = shadow.findings.map(({ name, count }) => `${name} ${count}`).join(', ');
  return html`
    <tr>
      <th scope="row" class="whole"><a href=${`/policies/${policy}`}>${policy}</a></th>
      <td class="whole">${site}</td><td>${calls}</td><td>${shown}</td>
      <td>${live.orders}</td><td>${live.cards}</td><td>${share(live)}</td>
      <td>${shadow.orders}</td><td>${shadow.cards}</td><td>${share(shadow)}</td>
      <td>${shadow.beside}</td><td>${shadow.unknown}</td><td>${findings}</td>
    </tr>
  `;
}

/** Policies in shadow beside what was shown; nobody saw their cards, and no other figure of the page counts them. */
export function shadowTable(rows: readonly ShadowComparison[]): VNode {
  return html`
    <section class="panel wide">
      <h2>In shadow</h2>
      ${
        rows.length === 0
          ? html`<p class="quiet">No policy in shadow has judged an order in these days.</p>`
          : html`
              <p class="quiet">Judged and stored, and shown to nobody. No other figure of this page counts these cards.</p>
              ${dataTable('In shadow', HEADINGS, rows.map(row))}
            `
      }
    </section>
  `;
}
