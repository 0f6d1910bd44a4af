import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../src/metrics.ts';
import { PROJECT } from './support/knowledge.ts';
import { aCall, aDecision, aShadowDecision } from './support/records.ts';

/** Every metric once, so that all labels show. */
async function series(): Promise<string> {
  const alarm = { site: 'mercy', policy: 'traction', kind: 'silent', since: '', noticed: '', words: '' } as const;
  const none = { week: 12, byWeekday: [] };
  const monitoring = {
    day: '2026-03-09',
    alarms: [alarm],
    expected: [{ site: 'mercy', policy: 'traction', calls: none, cards: none }],
  };
  const metrics = createMetrics(() => ({ store: { up: true, waiting: 0 }, droppedLines: 0, monitoring }));
  metrics.answered({ route: 'service' }, { status: 200 }, 1);
  metrics.decided(aCall({ decisions: [aDecision(), aShadowDecision()] }));
  metrics.refusedClient('expired', undefined);
  metrics.feedback('st-mary', 'accepted', 1);
  metrics.refusedConnection('too-slow');
  metrics.lost('calls', 1);
  metrics.bounded('cards', 1);
  metrics.reloaded('taken');
  return metrics.text();
}

describe('the list of metrics', () => {
  it('is the list in docs/operators.md, with the same labels', async () => {
    // Of a histogram one line is enough; that of its buckets has a label of Prometheus.
    const lines = [...(await series()).matchAll(/^(cds_\w+?)(?:_sum)?(?:\{(.*)\})? \S+$/gm)].filter(
      ([, name = '']) => !/_(?:bucket|count)$/.test(name),
    );
    const exposed = lines.map(([, name, labels = '']) => [name, ...(labels.match(/\w+(?==")/g) ?? [])].join(' '));
    const text = readFileSync(join(PROJECT, 'docs/operators.md'), 'utf8');
    const documented = [...text.matchAll(/^\| `(cds_\w+)` \| (.*?)\| \S/gm)].map(([, name, labels = '']) =>
      [name, ...(labels.match(/\w+/g) ?? [])].join(' '),
    );
    expect(documented.toSorted()).toEqual(exposed.toSorted());
  });
});
