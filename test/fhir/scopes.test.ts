import { describe, expect, it } from 'vitest';
import { allows, type Interaction } from '../../src/fhir/scopes.ts';

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

describe('P26 scopes of SMART v1 and v2', () => {
  it.each(rows)('"%s" for a %s of Condition: %s', (scope, interaction, allowed) => {
    expect(allows(scope, 'Condition', interaction)).toBe(allowed);
  });
});
