import { scaleBand, scaleLinear } from 'd3-scale';
import { line, stack } from 'd3-shape';
import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { NamedCount } from '../../records/statistics.ts';
import { dataTable } from '../data-table.ts';

/** One of the things a chart tells apart; `id` is also its CSS class. */
interface Series {
  readonly id: string;
  readonly title: string;
}

/** The values at one place of the horizontal axis, by the id of their series. */
interface Point {
  readonly label: string;
  readonly values: Readonly<Record<string, number>>;
}

/** A chart, and the table behind it. */
export interface Chart {
  readonly title: string;
  /** Unit of the values, such as `cards`. */
  readonly unit: string;
  /** Head of the table's first column; `Week` without it. */
  readonly column?: string;
  readonly series: readonly Series[];
  readonly points: readonly Point[];
}

const WIDTH = 720;
const HEIGHT = 244;
const LEFT = 64;
const BOTTOM = 36;
const TOP = 16;
/** Width of a letter of a label, and the least space between two labels. */
const LETTER = 7;
const SPACE = 12;
/** The widest bar. */
const WIDEST = 56;

const bandOf = (points: readonly Point[]) =>
  scaleBand(
    points.map(({ label }) => label),
    [LEFT, WIDTH],
  ).padding(0.25);

const heightOf = (most: number) => scaleLinear([0, Math.max(most, 1)], [HEIGHT - BOTTOM, TOP]).nice(4);

/** A value of an axis: thousands as 12.5k, for which there is room on a phone, too. */
const tickLabel = (tick: number) => (tick < 1000 ? String(tick) : `${tick / 1000}k`);

/** The axes: what is written at each place, and the lines of whole values, since there is no part of a card. */
function axes(points: readonly Point[], height: ReturnType<typeof heightOf>): VNode {
  const band = bandOf(points);
  const widest = Math.max(...points.map(({ label }) => label.length * LETTER + SPACE));
  const every = Math.ceil((points.length * widest) / (WIDTH - LEFT));
  const ticks = height.ticks(4).filter(Number.isInteger);
  return html`
    <g class="axes">
      ${ticks.map(
        (tick) => html`
          <line x1=${LEFT} x2=${WIDTH} y1=${height(tick)} y2=${height(tick)} />
          <text x=${LEFT - 8} y=${height(tick) + 4} text-anchor="end">${tickLabel(tick)}</text>
        `,
      )}
      ${points.map(
        ({ label }, at) =>
          at % every === 0 &&
          html`
            <text class=${at % (2 * every) === 0 ? '' : 'every-other'} x=${(band(label) ?? 0) + band.bandwidth() / 2} y=${HEIGHT - 8} text-anchor="middle">${label}</text>
          `,
      )}
    </g>
  `;
}

function legend({ series }: Chart): VNode {
  return html`
    <ul class="chart-legend">
      ${series.map(({ id, title }) => html`<li><span class=${`swatch ${id}`} aria-hidden="true"></span>${title}</li>`)}
    </ul>
  `;
}

function tableOf({ title, unit, column = 'Week', series, points }: Chart): VNode {
  const rows = points.map(
    ({ label, values }) =>
      html`<tr><th scope="row">${label}</th>${series.map(({ id }) => html`<td>${values[id] ?? ''}</td>`)}</tr>`,
  );
  return html`
    <details class="behind">
      <summary>The numbers</summary>
      ${dataTable(`${title}, ${unit}`, [column, ...series.map((one) => one.title)], rows)}
    </details>
  `;
}

function figure(chart: Chart, drawing: VNode): VNode {
  const { title, unit } = chart;
  return html`
    <figure class="panel">
      <figcaption><h2>${title}</h2></figcaption>
      ${
        chart.points.length === 0
          ? html`<p class="quiet">Nothing yet.</p>`
          : html`
              ${legend(chart)}
              <svg class="chart" viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label=${`${title}, in ${unit}; the numbers stand below`}>${drawing}</svg>
              ${tableOf(chart)}
            `
      }
    </figure>
  `;
}

/** Bars, one on the other, for each place. */
export function stackedBars(chart: Chart): VNode {
  const { series, points } = chart;
  const totals = points.map(({ values }) => series.reduce((sum, { id }) => sum + (values[id] ?? 0), 0));
  const [band, height] = [bandOf(points), heightOf(Math.max(0, ...totals))];
  const width = Math.min(band.bandwidth(), WIDEST);
  const layers = stack<Point>()
    .keys(series.map(({ id }) => id))
    .value(({ values }, id) => values[id] ?? 0)([...points]);
  const drawing = html`
    ${axes(points, height)}
    ${layers.map(
      (layer) => html`
        <g class=${layer.key}>
          ${layer.map(
            ([from, to], at) =>
              to > from &&
              html`<rect x=${(band(points[at]?.label ?? '') ?? 0) + (band.bandwidth() - width) / 2} width=${width} y=${height(to)} height=${height(from) - height(to)} />`,
          )}
        </g>
      `,
    )}
  `;
  return figure(chart, drawing);
}

/** A line for each series. */
export function lines(chart: Chart): VNode {
  const { series, points } = chart;
  const most = Math.max(0, ...points.flatMap(({ values }) => Object.values(values)));
  const [band, height] = [bandOf(points), heightOf(most)];
  const x = ({ label }: Point) => (band(label) ?? 0) + band.bandwidth() / 2;
  const drawing = html`
    ${axes(points, height)}
    ${series.map(({ id }) => {
      const known = points.filter(({ values }) => values[id] !== undefined);
      const path = line<Point>(x, ({ values }) => height(values[id] ?? 0));
      return html`
        <g class=${id}>
          <path d=${path([...known])} />
          ${known.map((point) => html`<circle cx=${x(point)} cy=${height(point.values[id] ?? 0)} r="3.5" />`)}
        </g>
      `;
    })}
  `;
  return figure(chart, drawing);
}

const BAR = 100;
/** Rows of a table of counts that are shown at once. */
const MOST_ROWS = 12;

/** Says of a name what it means; undefined where it speaks for itself. */
type Explain = (name: string) => string | undefined;

function barTable(title: string, counts: readonly NamedCount[], most: number, explain: Explain): VNode {
  const width = scaleLinear([0, Math.max(1, most)], [0, BAR]);
  return html`
    <table class="counts">
      <caption class="spoken">${title}</caption>
      <colgroup><col class="name" /><col /><col class="count" /></colgroup>
      <thead class="spoken"><tr><th scope="col">What</th><th scope="col">Bar</th><th scope="col">How often</th></tr></thead>
      <tbody>
        ${counts.map(
          ({ name, count }) => html`
            <tr>
              <th scope="row">${name}${explain(name) !== undefined && html` <small>${explain(name)}</small>`}</th>
              <td><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="bar" width=${width(count)} height="10" rx="2" /></svg></td>
              <td>${count}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/** Counts by name: a table with a bar in each row; of a long one the rest is folded. */
export function countBars(
  title: string,
  counts: readonly NamedCount[],
  none: string,
  explain: Explain = () => undefined,
): VNode {
  const most = Math.max(0, ...counts.map(({ count }) => count));
  const rest = counts.slice(MOST_ROWS);
  return html`
    <section class="panel">
      <h2>${title}</h2>
      ${counts.length === 0 ? html`<p class="quiet">${none}</p>` : barTable(title, counts.slice(0, MOST_ROWS), most, explain)}
      ${
        rest.length > 0 &&
        html`<details class="behind"><summary>${rest.length} more</summary>${barTable(`${title}, the rest`, rest, most, explain)}</details>`
      }
    </section>
  `;
}
