import { createHash } from 'node:crypto';
import { html } from 'htm/preact';
import { render } from 'preact-render-to-string';
import { assetText } from '../pages/assets.ts';
import { countBars, stackedBars } from '../pages/insights/chart.ts';
import { footer } from '../pages/layout.ts';
import type { BacktestReport } from './backtest-report.ts';
import { cardsByMonth, causes, ordersByMonth, payers } from './report-figures.ts';
import { changes, expected, findings, intro, misses, notes, reading, tiles, words } from './report-sections.ts';

const STYLES = ['pico.css', 'theme.css', 'frame.css', 'insights.css', 'backtest.css'];

/** Forbids scripts and all loading, and allows the inline style sheet by its hash (CSP Level 3). */
function contentSecurityPolicy(css: string): string {
  const hash = createHash('sha256').update(css).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
}

/** The report as one HTML file that needs no network. Its text is escaped throughout. */
export function reportPage(report: BacktestReport): string {
  const css = STYLES.map(assetText).join('\n');
  const body = html`
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content=${contentSecurityPolicy(css)} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Backtest · Spine coverage</title>
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML=${{ __html: css }}></style>
      </head>
      <body>
        <main class="wide report">
          ${intro(report)} ${tiles(report)}
          <div class="figures">
            ${stackedBars(cardsByMonth(report))} ${stackedBars(ordersByMonth(report))}
            ${countBars('Cards by payer', payers(report), 'No card.')}
            ${countBars('What was not known, and why', causes(report), 'Nothing was unknown.')}
          </div>
          ${findings(report)} ${misses(report)} ${changes(report)} ${words(report)} ${expected(report)} ${reading(report)} ${notes()}
        </main>
        ${footer()}
      </body>
    </html>
  `;
  return `<!doctype html>\n${render(body)}\n`;
}
