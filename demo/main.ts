import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../src/config.ts';
import { readExamples } from '../src/pages/try/examples.ts';
import { addressOf } from '../src/pages/try/state.ts';
import { serve } from '../src/serve.ts';
import { crdSites } from './crd-sites.ts';
import { createFhirServer, resourcesOf } from './fhir-server.ts';
import { openPage } from './open-page.ts';

// `npm run demo`: this server together with a FHIR server that holds the example patients, and the page *Try an order* in a browser.
// With `--crd` the server has one site, a CRD client. With `--no-open` no browser is opened.
const { crd: isCrd, open: isOpened } = parseArgs({
  options: { crd: { type: 'boolean', default: false }, open: { type: 'boolean', default: true } },
  allowNegative: true,
}).values;
const root = join(import.meta.dirname, '..');
const fhirPort = Number(process.env['FHIR_PORT'] ?? 8081);

const example = (file: string) => join(root, 'fhir-resources/examples', file);
const patients = ['patients/patients.json', 'crd/patient.json'].flatMap((file) => resourcesOf(example(file)));
const fhir = await createFhirServer(patients);
await new Promise<void>((listening, failed) => {
  fhir.once('error', failed).listen(fhirPort, '127.0.0.1', listening);
});
// A demo on one small machine: the FHIR server starts cold.
const sites = isCrd ? { SITES_DIR: crdSites(root) } : {};
const { address } = await serve(readConfig({ FHIR_DEADLINE: '2000', ...process.env, ...sites }, root));
const fhirBase = `http://127.0.0.1:${fhirPort}/fhir`;
const sandbox = `https://sandbox.cds-hooks.org/?fhirServiceUrl=${fhirBase}&patientId=example-disc&serviceDiscoveryURL=${address}/cds-services`;
const shown = readExamples(root).examples.find(({ state }) => isCrd && state.ehr.startsWith('crd-'));
const page = `${address}${shown ? addressOf(shown.state) : '/'}`;
process.stdout.write(`Try an order: ${page}
CDS Hooks discovery at ${address}/cds-services
FHIR R4 server at ${fhirBase} with the patients example-disc, example-bone, example-blue-plus and example-prairie
CDS Hooks sandbox: ${sandbox}
A call without prefetch, so that the data come from the FHIR server:
curl -s -H 'Content-Type: application/json' --data @fhir-resources/examples/${isCrd ? 'crd/order-sign.json' : 'order-sign-without-prefetch.json'} ${address}/cds-services/spine-coverage-order-sign
`);
if (isOpened) openPage(page, { platform: process.platform, environment: process.env });
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => fhir.close());
