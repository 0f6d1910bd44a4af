import { describe, expect, it } from 'vitest';
import { allows, type Interaction, narrows } from '../../src/fhir-client/scopes.ts';

const rows: readonly (readonly [scope: string, interaction: Interaction, allowed: boolean])[] = [
  ['user/Condition.read', 'search', true],
  ['patient/Condition.read', 'read', true],
  ['user/Condition.rs', 'search', true],
  ['user/Condition.cruds', 'search', true],
  ['patient/*.*', 'search', true],
  ['user/*.read', 'search', true],
  ['system/*.rs', 'search', true],
  ['patient/Condition.rs?category=problem-list-item', 'search', true],
  ['launch openid user/Condition.s', 'search', true],
  ['user/Condition.r', 'search', false],
  ['user/Condition.s', 'read', false],
  ['user/Condition.write', 'search', false],
  ['user/Condition.cud', 'search', false],
  ['user/Observation.rs', 'search', false],
  ['user/ConditionX.rs', 'search', false],
  ['Condition.rs', 'search', false],
  ['launch openid', 'search', false],
  ['', 'search', false],
];

describe('scopes of SMART v1 and v2', () => {
  it.each(rows)('"%s" for a %s of Condition: %s', (scope, interaction, allowed) => {
    expect(allows(scope, 'Condition', interaction)).toBe(allowed);
  });
});

describe('a scope that is narrowed by a query', () => {
  const search = 'Condition?patient=p1&category=problem-list-item,encounter-diagnosis&_count=200';
  const category = (value: string) =>
    `patient/Condition.rs?category=http://terminology.hl7.org/CodeSystem/condition-category|${value}`;

  it.each<readonly [rule: string, scope: string, narrower: boolean]>([
    ['covers a part of the search', category('encounter-diagnosis'), true],
    [
      'covers the search together with another',
      `${category('encounter-diagnosis')} ${category('problem-list-item')}`,
      false,
    ],
    [
      'covers the search by more than is asked for',
      `${category('health-concern')} ${category('encounter-diagnosis')} ${category('problem-list-item')}`,
      false,
    ],
    ['is no matter beside one that is not narrowed', `${category('encounter-diagnosis')} user/Condition.rs`, false],
    ['is narrower by what is not asked for', 'patient/Condition.rs?clinical-status=active', true],
    ['is narrower by two parameters', `${category('encounter-diagnosis')}&clinical-status=active`, true],
    ['of another type says nothing', 'patient/Observation.rs?category=laboratory patient/Condition.read', false],
    ['does not allow the search at all, which is another matter', 'patient/Condition.r?category=a', false],
  ])('%s', (_rule, scope, narrower) => {
    expect(narrows(scope, 'Condition', search)).toBe(narrower);
  });
});
