import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  backtestOf,
  boneCancer,
  coverage,
  type ExportContent,
  laboratory,
  ndjson,
  traction,
} from '../support/tested-export.ts';

const UNSAFE = 'card traction/contraindicated original-medicare × 1';
const PLAIN = 'card traction/documentation original-medicare × 1';
const CHART: ExportContent = { 'Condition.ndjson': [boneCancer()], 'Coverage.ndjson': [coverage()] };
const ORDERS: ExportContent = { 'ServiceRequest.ndjson': [laboratory({ id: 'o0' }), traction()] };

describe('an export is read', () => {
  const BOM = '\ufeff';
  const lines = ndjson([laboratory({ id: 'o0' }), traction()]);
  it.each<[string, ExportContent]>([
    ['as it is', ORDERS],
    ['with a byte order mark', { 'ServiceRequest.ndjson': BOM + lines }],
    ['with byte order marks between its lines', { 'ServiceRequest.ndjson': BOM + lines.replaceAll('\n', `\n${BOM}`) }],
    ['with the line ends of Windows', { 'ServiceRequest.ndjson': lines.replaceAll('\n', '\r\n') }],
    ['without a line end at its end', { 'ServiceRequest.ndjson': lines.trimEnd() }],
    ['with empty lines', { 'ServiceRequest.ndjson': `\n\n${lines.replace('\n', '\n \n')}\n\n` }],
    ['packed with gzip', { 'ServiceRequest.ndjson.gz': gzipSync(lines) }],
    [
      'packed with gzip in several pieces',
      {
        'orders.ndjson': Buffer.concat(
          lines
            .trimEnd()
            .split('\n')
            .map((line) => gzipSync(`${line}\n`)),
        ),
      },
    ],
    [
      'in any number of files and folders',
      { '1.ServiceRequest.ndjson': [traction()], 'b/c/2.jsonl': [laboratory({ id: 'o0' })] },
    ],
    ['beside files that are empty', { ...ORDERS, 'Device.ndjson': '', 'Patient.ndjson.gz': gzipSync('') }],
    [
      'with all types in one file',
      { 'all.ndjson': [...[laboratory({ id: 'o0' }), traction()], boneCancer(), coverage()] },
    ],
    [
      'with each resource in a file of its own, over several lines',
      {
        'o0.json': JSON.stringify(laboratory({ id: 'o0' }), null, 2),
        'o1.json': `{"resourceType": "ServiceRequest",\r\n${JSON.stringify(traction(), null, 2).slice(1)}`,
        'Condition.ndjson': '',
        'c1.json': BOM + JSON.stringify(boneCancer(), null, '\t'),
        'Coverage.ndjson': '',
        'v1.json.gz': gzipSync(JSON.stringify(Object.fromEntries(Object.entries(coverage()).toReversed()), null, 2)),
      },
    ],
    [
      'in STU3',
      {
        'ProcedureRequest.ndjson': [laboratory({ id: 'o0' }), traction()].map((order) => ({
          ...order,
          resourceType: 'ProcedureRequest',
        })),
      },
    ],
    [
      'with its members in another order',
      {
        'ServiceRequest.ndjson': [laboratory({ id: 'o0' }), traction()].map((order) =>
          Object.fromEntries(Object.entries(order).toReversed()),
        ),
      },
    ],
    [
      'with escaped slashes',
      { 'ServiceRequest.ndjson': lines, 'Condition.ndjson': ndjson([boneCancer()]).replaceAll('/', '\\/') },
    ],
    [
      'with whole addresses for references',
      {
        'ServiceRequest.ndjson': [
          laboratory({ id: 'o0' }),
          traction({ subject: { reference: 'https://ehr.example.org/fhir/Patient/p1/_history/2' } }),
        ],
      },
    ],
    [
      'with an order twice',
      {
        'ServiceRequest.ndjson': lines,
        'ServiceRequest.2.ndjson': [traction({ meta: { lastUpdated: '2026-04-01' } })],
      },
    ],
  ])('%s', async (_how, content) => {
    const { told, read } = await backtestOf({ ...CHART, ...content });
    expect(told).toEqual([UNSAFE]);
    expect(read.faults).toEqual([]);
  });

  it('with URNs for patients', async () => {
    const subject = { reference: 'urn:uuid:0b6f7e0c-3b1c-4a3b-9d5e-111111111111' };
    const { told } = await backtestOf({
      'ServiceRequest.ndjson': [traction({ subject })],
      'Condition.ndjson': [boneCancer({ subject })],
      'Coverage.ndjson': [coverage({ beneficiary: subject })],
    });
    expect(told).toEqual([UNSAFE]);
  });

  it('with the Device of an order and the Organization of a payor in files of their own', async () => {
    const device = { resourceType: 'Device', id: 'd1', deviceName: [{ name: 'LTX 3000 lumbar unloading device' }] };
    const { told } = await backtestOf({
      'DeviceRequest.ndjson': [
        {
          ...laboratory({ authoredOn: '2026-03-10' }),
          resourceType: 'DeviceRequest',
          code: undefined,
          codeReference: { reference: 'Device/d1' },
        },
      ],
      'Device.ndjson': [{ ...device, id: 'd0', deviceName: [{ name: 'Wheelchair' }] }, device],
      'Coverage.ndjson': [coverage({ payor: [{ reference: 'Organization/org1' }] })],
      'Organization.ndjson': [
        { resourceType: 'Organization', id: 'org0', name: 'Example Health Plan' },
        { resourceType: 'Organization', id: 'org1', name: 'Medicare' },
      ],
    });
    expect(told).toContainEqual(expect.stringMatching(/^card unloading\/\S+ original-medicare × 1$/));
  });
});

describe('what cannot be used is counted and named, and the rest is judged', () => {
  const broken = `${ndjson([laboratory({ id: 'o0' })])}{"resourceType":"ServiceRequest","id":"o\n${ndjson([traction()])}`;
  it.each<[string, ExportContent, string, number]>([
    ['a broken order', { 'ServiceRequest.ndjson': broken }, 'ServiceRequest.ndjson', 2],
    [
      'a line that is no resource',
      { 'ServiceRequest.ndjson': `${ndjson([traction()])}{"id":"x"}\n` },
      'ServiceRequest.ndjson',
      2,
    ],
    [
      'a line that is no object',
      { 'ServiceRequest.ndjson': `${ndjson([traction()])}[1]\n` },
      'ServiceRequest.ndjson',
      2,
    ],
    [
      'a broken line of a chart nobody asks for',
      {
        'Condition.ndjson': `${ndjson([boneCancer()])}{"resourceType":"Condition","subject":{"reference":"Patient/p9\n`,
      },
      'Condition.ndjson',
      2,
    ],
    [
      'an order for nobody',
      { 'ServiceRequest.ndjson': [traction(), traction({ id: 'o2', subject: { display: 'a group' } })] },
      'ServiceRequest.ndjson',
      2,
    ],
    [
      'an order among the Conditions',
      { 'Condition.ndjson': `${ndjson([boneCancer()])}${'\n'.repeat(300_000)}${ndjson([traction({ id: 'o9' })])}` },
      'Condition.ndjson',
      300_002,
    ],
    [
      'an order without a day, as its date names a month alone',
      { 'ServiceRequest.ndjson': [traction(), laboratory({ id: 'o2', authoredOn: '2026-01' })] },
      'ServiceRequest.ndjson',
      2,
    ],
    ['a document of neither a resource nor a call', { 'x.json': '{\n"transactionTime": "2026-04-01"\n}' }, 'x.json', 1],
    ['a saved call that cannot be answered', { 'x.json': '{\n"hook": "order-sign"\n}' }, 'x.json', 1],
  ])('%s', async (_what, content, file, line) => {
    const { told, read } = await backtestOf({ ...CHART, ...ORDERS, ...content });
    expect(told).toEqual([UNSAFE]);
    expect(read.faultCount).toBe(1);
    expect(read.faults).toEqual([{ file, line, reason: expect.any(String) }]);
  });

  it.each<[string, string, string | Buffer]>([
    ['a file in UTF-16', 'x.ndjson', Buffer.from('\ufeff{}', 'utf16le')],
    ['a document that is no JSON', 'x.json', '{\n"hook":'],
  ])('%s, which may have held Conditions', async (_what, file, content) => {
    const { told, read } = await backtestOf({ ...CHART, ...ORDERS, [file]: content });
    const unchecked = 'unchecked traction/contraindicated original-medicare: currentConditions in part: cut-short × 1';
    expect(told).toEqual([UNSAFE, unchecked]);
    expect(read.faults).toEqual([{ file, line: 1, reason: expect.any(String) }]);
  });

  it('names lines of a large file by their place in it, whatever part they are read in', async () => {
    const filler = ndjson([laboratory({ id: 'o0', note: [{ text: 'x'.repeat(1 << 20) }] })]).repeat(34);
    const { read } = await backtestOf({
      'ServiceRequest.ndjson': `${filler}{"resourceType":\n${ndjson([traction()])}`,
    });
    expect(read.faults).toEqual([{ file: 'ServiceRequest.ndjson', line: 35, reason: expect.any(String) }]);
    expect(read.types).toEqual({ ServiceRequest: 35, none: 1 });
  });
});

describe('what is not there is unknown, never none', () => {
  it.each<[string, ExportContent]>([
    ['an export without Conditions', { 'Condition.ndjson': '' }],
    [
      'a Condition of the patient that is broken',
      { 'Condition.ndjson': '{"resourceType":"Condition","subject":{"reference":"Patient/p1"},}\n' },
    ],
    [
      'a Condition of the patient that is cut off',
      {
        'Condition.ndjson': `${ndjson([boneCancer({ subject: { reference: 'Patient/p2' } })])}{"resourceType":"Condition","subject":{"reference":"Patient/p1"}`,
      },
    ],
    [
      'a document of a Condition that is cut off before it names its patient',
      {
        'Condition.ndjson': [boneCancer({ subject: { reference: 'Patient/p2' } })],
        'c1.json': '{\n  "resourceType": "Condition",\n  "code": {\n',
      },
    ],
    [
      'a document of a Condition that is cut off before it names its type',
      {
        'Condition.ndjson': [boneCancer({ subject: { reference: 'Patient/p2' } })],
        'c1.json': '{\n  "id": "c1",\n  "code": {\n',
      },
    ],
    [
      'a Bundle, which may hold Conditions of the patient',
      {
        'Condition.ndjson': [boneCancer({ subject: { reference: 'Patient/p2' } })],
        'all.json': JSON.stringify({ resourceType: 'Bundle', entry: [{ resource: boneCancer() }] }),
      },
    ],
    [
      'a file of Conditions in UTF-16',
      {
        'Condition.ndjson': [boneCancer({ subject: { reference: 'Patient/p2' } })],
        'c1.json': Buffer.from(`\ufeff${JSON.stringify(boneCancer())}`, 'utf16le'),
      },
    ],
    [
      'a document of more than 64 MB',
      {
        'Condition.ndjson': '',
        'c1.json.gz': gzipSync(JSON.stringify(boneCancer(), null, 2).replace('\n', ' '.repeat(64 << 20))),
      },
    ],
    [
      'a file of Conditions that breaks off',
      {
        'Condition.ndjson.gz': gzipSync(
          ndjson([boneCancer({ subject: { reference: 'Patient/p2' } })]).repeat(20_000),
        ).subarray(0, -30),
      },
    ],
  ])('%s', async (_what, content) => {
    const { told } = await backtestOf({ ...ORDERS, ...CHART, ...content });
    expect(told.join('\n')).toMatch(/unchecked traction\/\S+ original-medicare: c\S*onditions/i);
  });

  it.each([
    ['that is cut off', (line: string) => line.slice(0, -30)],
    ['that is broken', (line: string) => line.replace(/\}$/, ',}')],
  ])('a Condition %s, of a patient with a URN', async (_how, broken) => {
    const subject = { reference: 'urn:uuid:0b6f7e0c-3b1c-4a3b-9d5e-111111111111' };
    const { told } = await backtestOf({
      'ServiceRequest.ndjson': [traction({ subject })],
      'Condition.ndjson': broken(JSON.stringify(boneCancer({ subject }))),
      'Coverage.ndjson': [coverage({ beneficiary: subject })],
    });
    expect(told.join('\n')).toMatch(/unchecked traction\/\S+ original-medicare: c\S*onditions/i);
  });

  it('a patient without a Condition, in an export that has them, has none', async () => {
    const other = boneCancer({ subject: { reference: 'Patient/p2' } });
    expect((await backtestOf({ ...ORDERS, ...CHART, 'Condition.ndjson': [other] })).told).toEqual([PLAIN]);
  });

  it('the payer, in an export without Coverages', async () => {
    const { told } = await backtestOf({ ...ORDERS, 'Condition.ndjson': [boneCancer()] });
    expect(told).toContain('card traction/contraindicated unknown × 1');
  });
});
