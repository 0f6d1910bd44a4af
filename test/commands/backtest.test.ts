import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { spineCoverage } from '../support/command.ts';
import { newFolder } from '../support/folder.ts';
import { PROJECT } from '../support/knowledge.ts';
import { copyKnowledge } from '../support/knowledge-copy.ts';
import { run } from '../support/program.ts';
import { boneCancer, coverage, laboratory, ordered, traction, writeExport } from '../support/tested-export.ts';

/** An export of many patients, each with an order of traction and one that nobody cares about. */
function largeExport(): string {
  const people = Array.from({ length: 200 }, (_, at) => ({ reference: `Patient/p${at}` }));
  return writeExport({
    'ServiceRequest.1.ndjson': people.map((subject, at) => traction({ id: `t${at}`, subject })),
    'ServiceRequest.2.ndjson': people.map((subject, at) => laboratory({ id: `l${at}`, subject })),
    'Condition.1.ndjson': people.slice(0, 50).map((subject, at) => boneCancer({ id: `c${at}`, subject })),
    'Condition.2.ndjson': `{"resourceType":\n`,
    'Coverage.ndjson': people.map((beneficiary, at) => coverage({ id: `v${at}`, beneficiary })),
  });
}

/** Runs the command, with a temporary folder of its own, to its end. */
async function backtest(folder: string, ...args: readonly string[]) {
  const [out, temporary] = [join(newFolder(), 'report'), newFolder()];
  const { ended, output } = run('main.js', ['backtest', folder, '--out', out, ...args], { TMPDIR: temporary });
  const code = await ended;
  const read = (name: string) => readFileSync(join(out, name), 'utf8');
  return { code, output: output(), out, read, left: readdirSync(temporary) };
}

describe('backtest', () => {
  it('writes the same report with several threads as with one, and leaves nothing else behind', async () => {
    const folder = largeExport();
    const [one, three] = [await backtest(folder, '--threads', '1'), await backtest(folder, '--threads', '3')];
    for (const { code, output, left } of [one, three]) {
      expect(output).toMatch(/Condition\.2\.ndjson:1: is no JSON/);
      expect(output).toContain('400 orders read, 200 calls judged: 200 cards, 0 unknown, 0 just missed');
      expect([code, left]).toEqual([0, []]);
    }
    const told = (json: string) => ({ ...JSON.parse(json), effort: undefined, about: undefined });
    expect(told(three.read('report.json'))).toEqual(told(one.read('report.json')));
    expect(three.read('report.csv')).toBe(one.read('report.csv'));
    expect(one.read('report.html')).toContain('Inappropriate: bone cancer');
    expect(existsSync(join(one.out, 'orders.csv'))).toBe(false);
  });

  it('lists single orders, compares with another knowledge, and prints the report for programs, if told to', async () => {
    const copy = copyKnowledge();
    copy.edit('fhir-resources/policies/traction/plan-definition.json', '"active"', '"retired"');
    const folder = writeExport({ 'ServiceRequest.ndjson': [traction(), ordered('No Dynesys', { id: 'o2' })] });
    const { code, output, read } = await backtest(
      folder,
      '--with-ids',
      '--with-text',
      '--against',
      copy.root,
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(output.slice(output.indexOf('{')))).toMatchObject({
      about: { site: 'development', timeZone: 'UTC' },
      counts: expect.arrayContaining([expect.objectContaining({ kind: 'changed', orders: 1 })]),
    });
    expect(read('orders.csv')).toContain(
      '2026-03-10,p1,ServiceRequest/o1,card,traction,1.0.0,documentation,unknown,,,Mechanical traction',
    );
    expect(read('report.html')).toContain(
      '<td class="words">traction/documentation</td><td class="words">no card</td>',
    );
  });

  it.each([
    ['a folder that is not there', ['/nowhere'], '/nowhere: there is no such file or folder', 2],
    ['a file for the export', ['README.md'], 'README.md: is a file, where a folder is needed', 2],
    ['a file for the report', ['.', '--out', 'README.md'], '--out README.md: is a file, where a folder is needed', 2],
    ['a site that is not there', ['.', '--site', 'x'], '--site x is none of', 2],
    ['no number of threads', ['.', '--threads', 'many'], '--threads must be a number from 1 to 64', 2],
  ])('called with %s says so', async (_what, [folder = '', ...args], message, code) => {
    const told = await spineCoverage(['backtest', folder === '.' ? newFolder() : folder, ...args]);
    expect(told).toEqual({ code, output: expect.stringContaining(message) });
  });

  it('counts saved calls beside those it makes', async () => {
    const { output } = await backtest(join(PROJECT, 'fhir-resources/examples/crd'));
    expect(output).toMatch(/^\d+ orders read, 0 calls judged and [1-9]\d* saved ones: /m);
  });

  it('does not read its own report, and names files and copies that do not count', async () => {
    const folder = writeExport({
      'ServiceRequest.ndjson': [traction(), traction()],
      'all.json': '{"resourceType":"Bundle"}',
      ...Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`x${at}.csv`, ''])),
    });
    const out = ['--out', join(folder, 'report'), '--with-ids'];
    const [first, second] = [await backtest(folder, ...out), await backtest(folder, ...out)];
    for (const { output, code } of [first, second]) {
      expect(output).toMatch(
        /^left out, of other types or endings: all\.json \(Bundle: write its resources one a line\), x0\.csv, .*, 1 more$/m,
      );
      expect(output).toContain('2 orders read (at least 1 of them copies), 1 calls judged');
      expect(output).not.toContain('report.json:');
      expect(code).toBe(0);
    }
  });

  it('says so where there is no order', async () => {
    const { code, output } = await backtest(newFolder());
    expect(output).toMatch(/^no order was found: the folder needs .*\n0 orders read/m);
    expect(code).toBe(1);
  });
});
