import { join } from 'node:path';
import { readConfig } from '../src/config.ts';
import { serve } from '../src/serve.ts';
import { createFhirServer, resourcesOf } from './fhir-server.ts';

// `npm run demo`: this server together with a FHIR server that holds the example patients.
const root = join(import.meta.dirname, '..');
const fhirPort = Number(process.env['FHIR_PORT'] ?? 8081);

const fhir = await createFhirServer(resourcesOf(join(root, 'fhir-resources/examples/patients/patients.json')));
await new Promise<void>((listening, failed) => {
  fhir.once('error', failed).listen(fhirPort, '127.0.0.1', listening);
});
// A demo on one small machine: the FHIR server starts cold.
const { address } = await serve(readConfig({ FHIR_DEADLINE: '2000', ...process.env }, root));
const fhirBase = `http://127.0.0.1:${fhirPort}/fhir`;
const sandbox = `https://sandbox.cds-hooks.org/?fhirServiceUrl=${fhirBase}&patientId=example-disc&serviceDiscoveryURL=${address}/cds-services`;
process.stdout.write(`Try an order: ${address}/
CDS Hooks discovery at ${address}/cds-services
FHIR R4 server at ${fhirBase} with the patients example-disc, example-bone and example-blue-plus
CDS Hooks sandbox: ${sandbox}
A call without prefetch, so that the data come from the FHIR server:
curl -s -H 'Content-Type: application/json' --data @fhir-resources/examples/order-sign-without-prefetch.json ${address}/cds-services/spine-coverage-order-sign
`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => fhir.close());
