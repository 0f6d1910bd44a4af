import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { VOCABULARY } from '../../../src/offer.ts';
import { KnowledgeError } from '../../../src/policies/fault.ts';
import { loadKnowledge } from '../../../src/policies/load.ts';
import { copyKnowledge, faultsOf } from '../../support/knowledge-copy.ts';

const PLAN = 'fhir-resources/policies/traction/plan-definition.json';
const CODES = 'fhir-resources/policies/traction/codes-strong.json';
const UNITS = 'cards/traction/units.yaml';
const DOCUMENTATION = 'cards/traction/documentation.yaml';

interface Row {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The file that the fault is told of, if it is another. */
  readonly in?: string;
  /** Regular expressions. */
  readonly element: string;
  readonly reason: string;
}
const rows = parse(readFileSync(join(import.meta.dirname, 'faults.yaml'), 'utf8')) as readonly Row[];

describe('the knowledge as it is', () => {
  it('is sound, also in another folder', () => {
    expect(faultsOf(copyKnowledge().root)).toEqual([]);
  });
});

describe('a fault in a file', () => {
  it.each(rows)('$name stops the start and is listed once, with file, line, element and reason', (row) => {
    const copy = copyKnowledge();
    copy.edit(row.file, row.from, row.to);
    const faults = faultsOf(copy.root);
    expect(faults).toHaveLength(1);
    expect(faults).toContainEqual({
      file: row.in ?? row.file,
      line: expect.any(Number),
      element: expect.stringMatching(row.element),
      reason: expect.stringMatching(row.reason),
    });
  });
});

describe('a fault in the folders', () => {
  it.each([
    ['a card nobody uses', 'cards/spare.yaml', 'file', 'no policy uses this card'],
    ['a file of another kind', 'cards/notes.txt', 'file', 'is neither .json nor .yaml'],
  ])('%s is listed', (_name, file, element, reason) => {
    const copy = copyKnowledge();
    copy.write(file, readFileSync(join(copy.root, UNITS), 'utf8'));
    expect(faultsOf(copy.root)).toMatchObject([{ file, element, reason }]);
  });

  it.each(['cards', 'fhir-resources/payers', 'fhir-resources/terminology', 'fhir-resources/policies'])(
    'a missing folder %s is listed by its path within the knowledge',
    (folder) => {
      const copy = copyKnowledge();
      copy.remove(folder);
      expect(faultsOf(copy.root)).toContainEqual({
        file: folder,
        element: 'folder',
        reason: 'cannot be read: every knowledge root has this folder',
      });
    },
  );

  it('two adoptions by which a payer would speak on a policy on one day are listed; one that begins later is sound', () => {
    const copy = copyKnowledge();
    const adoption = 'adoptions/prairie-example/traction';
    const later = (from: string) =>
      copy
        .read(`${adoption}.yaml`)
        .replace(/^from: .*/m, `from: ${from}`)
        .replace(/^until: .*/m, 'until: 2028-12-31');
    copy.write(`${adoption}-2028.yaml`, later('2028-01-01'));
    expect(faultsOf(copy.root)).toEqual([]);
    copy.write(`${adoption}-2028.yaml`, later('2027-12-31'));
    expect(faultsOf(copy.root)).toMatchObject([
      { element: 'from', reason: expect.stringMatching(/^adoptions\/prairie-example\/traction.* is in force on some/) },
    ]);
  });

  it('two policies of one id are listed', () => {
    const copy = copyKnowledge();
    copy.remove('adoptions');
    copy.edit(PLAN, '"id": "traction"', '"id": "unloading"');
    expect(faultsOf(copy.root)).toMatchObject([
      {
        file: expect.stringContaining('plan-definition.json'),
        element: 'PlanDefinition.id',
        reason: expect.stringMatching(/^unloading is also in/),
      },
    ]);
  });
});

describe('several faults', () => {
  it('in several files are listed together, one in a line', () => {
    const copy = copyKnowledge();
    copy.edit(PLAN, '"%severalUnits"', '"%severalUnit"');
    copy.edit(UNITS, 'separate-visits', 'separate-visit');
    copy.edit(DOCUMENTATION, '{toClarify}', '{toClarifi}');
    copy.edit(CODES, '{', '{,');
    const load = () => loadKnowledge(copy.root, VOCABULARY);
    expect(load).toThrow(KnowledgeError);
    expect(new Set(faultsOf(copy.root).map(({ file }) => file))).toEqual(new Set([PLAN, UNITS, DOCUMENTATION, CODES]));
    for (const { file, line, element, reason } of faultsOf(copy.root))
      expect(load).toThrow(`${file}:${line}: ${element}: ${reason}`);
  });
});
