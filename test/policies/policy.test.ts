import { describe, expect, it } from 'vitest';
import { knowledge } from '../support/knowledge.ts';

const policy = (id: string) => knowledge.policies.find((candidate) => candidate.id === id);

describe('a policy', () => {
  it('has the actions of its plan, in the order in which they are tried', () => {
    expect(policy('traction')?.actions.map(({ id }) => id)).toEqual(['contraindicated', 'units', 'documentation']);
  });

  it('speaks on the hooks of the plan, unless an action has its own', () => {
    expect(policy('traction')?.actions.map(({ hooks }) => hooks)).toEqual([
      ['order-select', 'order-sign'],
      ['order-select', 'order-sign'],
      ['order-sign'],
    ]);
  });

  it('has its facts in the order in which they may use one another', () => {
    const names = policy('traction')?.facts.map(({ name }) => name) ?? [];
    expect(names.indexOf('recordedDiagnoses')).toBe(0);
    expect(names.indexOf('boneCancer')).toBeLessThan(names.indexOf('contraindication'));
  });

  it('says where it goes beyond its text', () => {
    const fact = (name: string) => policy('traction')?.facts.find((candidate) => candidate.name === name);
    expect(fact('toClarify')?.choice).toMatch(/beyond/);
    expect(fact('boneCancer')).not.toHaveProperty('choice');
  });
});

describe('the knowledge', () => {
  it('holds the four policies', () => {
    expect(knowledge.policies.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['decompression', 'dynamic-stabilization', 'traction', 'unloading']),
    );
  });

  it('offers only override reasons with code, system and words', () => {
    expect(knowledge.overrideReasons.size).toBeGreaterThan(0);
    for (const { code, system, display } of knowledge.overrideReasons.values()) {
      expect(display).not.toBe(code);
      expect(system).toMatch(/^https?:/);
    }
  });
});
