import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '../../src/metrics.ts';
import { ALARM_KINDS } from '../../src/monitoring/alarm.ts';
import { PROJECT } from '../support/knowledge.ts';

interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

const { groups } = parse(readFileSync(join(PROJECT, 'deploy/prometheus/alerts.yaml'), 'utf8')) as {
  readonly groups: readonly { readonly rules: readonly AlertRule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

describe('the example alert rules', () => {
  it('have a rule for each kind of alarm', () => {
    const named = rules.flatMap(({ expr }) => /kind=~?"([^"]+)"/.exec(expr)?.[1]?.split('|') ?? []);
    expect(named.toSorted()).toEqual(ALARM_KINDS.toSorted());
  });

  it('use metrics that there are', async () => {
    const text = await createMetrics(() => ({ store: { up: true, waiting: 0 }, droppedLines: 0 })).text();
    for (const { expr } of rules)
      for (const [name] of expr.matchAll(/cds_\w+/g)) expect(text).toContain(`# TYPE ${name} `);
  });
});
