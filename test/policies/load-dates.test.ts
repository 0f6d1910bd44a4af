import { describe, expect, it } from 'vitest';
import { loadDates } from '../../src/policies/load-dates.ts';
import { knowledge } from '../support/knowledge.ts';
import { copyKnowledge, faultsOf } from '../support/knowledge-copy.ts';

const PLAN = 'fhir-resources/policies/traction/plan-definition.json';

/** A copy in which the plan of traction has other members. */
function withPlan(change: object) {
  const copy = copyKnowledge();
  copy.write(PLAN, { ...JSON.parse(copy.read(PLAN)), ...change });
  return copy;
}

describe('the dates of policies', () => {
  it('are those of the whole knowledge', () => {
    const whole = knowledge.policies.map(({ id, version, isActive, period }) => ({ id, version, isActive, period }));
    expect(loadDates(copyKnowledge().root)).toEqual(whole);
  });

  it('are read from plans that are drafts, and whose cards have faults', () => {
    const copy = withPlan({ status: 'draft', effectivePeriod: { start: '2025', end: '2026-06' } });
    copy.write('cards/traction/documentation.yaml', 'summary: [');
    expect(loadDates(copy.root).find(({ id }) => id === 'traction')).toEqual({
      id: 'traction',
      version: '1.0.0',
      isActive: false,
      period: { start: '2025-01-01', end: '2026-06-30' },
    });
  });

  it.each([
    ['a version that is missing', { version: undefined }, 'PlanDefinition.version'],
    ['a day that is none', { effectivePeriod: { end: 'May' } }, 'PlanDefinition.effectivePeriod.end'],
  ])('refuse %s, naming its element', (_what, change, element) => {
    const { root } = withPlan(change);
    expect(faultsOf(root, loadDates)).toMatchObject([{ file: PLAN, element }]);
  });
});
