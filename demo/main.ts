import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../src/config.ts';
import { serve } from '../src/serve.ts';
import { crdSites } from './crd-sites.ts';
import { createFhirServer, resourcesOf } from './fhir-server.ts';

// `npm run demo`: this server together with a FHIR server that holds the example patients. With `--crd` the server has one site, a
// CRD client.
const { crd: isCrd } = parseArgs({ options: { crd: { type: 'boolean', default: false } } }).values;
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
process.stdout.write(`Try an order: ${address}/
CDS Hooks discovery at ${address}/cds-services
FHIR R4 server at ${fhirBase} with the patients example-disc, example-bone, example-blue-plus and example-prairie
CDS Hooks sandbox: ${sandbox}
A call without prefetch, so that the data come from the FHIR server:
curl -s -H 'Content-Type: application/json' --data @fhir-resources/examples/${isCrd ? 'crd/order-sign.json' : 'order-sign-without-prefetch.json'} ${address}/cds-services/spine-coverage-order-sign
`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => fhir.close());
