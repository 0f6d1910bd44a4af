// cql-execution with cql-exec-fhir, on the codes alone: `cql.js <folder> <patients>` prints what the orders of the first patients of
// an export took: to parse their lines and to evaluate, but not to find them.
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import fhir from 'cql-exec-fhir';
import cql from 'cql-execution';

const [folder = '', patients = ''] = process.argv.slice(2);
const CODES = join(import.meta.dirname, '../../fhir-resources/policies/traction');

/** ELM of `define set: exists [type: code in "set"]`. @param {string} type @param {string} set */
function exists(type, set) {
  const codes = { type: 'ValueSetRef', name: set };
  const retrieve = { type: 'Retrieve', dataType: `{http://hl7.org/fhir}${type}`, codeProperty: 'code', codes };
  return { name: set, context: 'Patient', expression: { type: 'Exists', operand: retrieve } };
}

/** @param {string} name */
function codesOf(name) {
  /** @type {{ compose: { include: { system: string, concept?: { code: string }[] }[] } }} */
  const { compose } = JSON.parse(readFileSync(join(CODES, `codes-${name}.json`), 'utf8'));
  return compose.include.flatMap(({ system, concept = [] }) => concept.map(({ code }) => ({ code, system })));
}

const names = ['strong', 'bone-cancer'];
const library = new cql.Library({
  library: {
    identifier: { id: 'Traction', version: '1' },
    usings: { def: [{ localIdentifier: 'FHIR', uri: 'http://hl7.org/fhir', version: '4.0.1' }] },
    valueSets: { def: names.map((name) => ({ name, id: name })) },
    statements: { def: [exists('ServiceRequest', 'strong'), exists('Condition', 'bone-cancer')] },
  },
});
const sets = Object.fromEntries(names.map((name) => [name, { 1: codesOf(name) }]));

/** @type {Map<string, string[]>} */
const lines = new Map(Array.from({ length: Number(patients) }, (_, at) => [`p${at}`, []]));
let orders = 0;
for (const type of ['ServiceRequest', 'Condition'])
  for await (const line of (await open(join(folder, `${type}.ndjson`))).readLines()) {
    const theirs = lines.get(/"Patient\/([^"]+)"/.exec(line)?.[1] ?? '');
    theirs?.push(line);
    if (theirs && type === 'ServiceRequest') orders++;
  }

const source = fhir.PatientSource.FHIRv401();
const begun = process.cpuUsage();
for (const [id, theirs] of lines) {
  const resources = [{ resourceType: 'Patient', id }, ...theirs.map((line) => JSON.parse(line))];
  source.loadBundles([{ resourceType: 'Bundle', entry: resources.map((resource) => ({ resource })) }]);
}
await new cql.Executor(library, new cql.CodeService(sets)).exec(source);
const { user, system } = process.cpuUsage(begun);
process.stdout.write(JSON.stringify({ orders, cpuSeconds: (user + system) / 1e6 }));
