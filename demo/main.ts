import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { failureOf } from '../src/commands/failure.ts';
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
/** Tells why there is no demo, and ends. */
function end(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}

const root = join(import.meta.dirname, '..');
// The port that the example requests name.
const USUAL_PORT = 8081;
const fhirPort = Number(process.env['FHIR_PORT'] ?? USUAL_PORT);

const example = (file: string) => join(root, 'fhir-resources/examples', file);
const patients = ['patients/patients.json', 'crd/patient.json'].flatMap((file) => resourcesOf(example(file)));
const fhir = await createFhirServer(patients);
await new Promise<void>((listening, failed) => {
  fhir.once('error', failed).listen(fhirPort, '127.0.0.1', listening);
}).catch(({ message }: Error) =>
  end(`FHIR_PORT ${fhirPort} cannot be used (${message}): set another FHIR_PORT, or end what holds it`),
);
// A demo on one small machine: the FHIR server starts cold.
const sites = isCrd ? { SITES_DIR: crdSites(root) } : {};
const start = async () => serve(readConfig({ FHIR_DEADLINE: '2000', ...process.env, ...sites }, root));
const { address } = await start().catch((error) => end(failureOf(error, process.env['LOG_LEVEL'] === 'debug').text));
const fhirBase = `http://127.0.0.1:${fhirPort}/fhir`;
const sandbox = `https://sandbox.cds-hooks.org/?fhirServiceUrl=${fhirBase}&patientId=example-disc&serviceDiscoveryURL=${address}/cds-services`;
const shown = readExamples(root).examples.find(({ state }) => isCrd && state.ehr.startsWith('crd-'));
const request = `fhir-resources/examples/${isCrd ? 'crd/order-sign.json' : 'order-sign-without-prefetch.json'}`;
const isUsual = fhirPort === USUAL_PORT;
const renamed = isUsual ? '' : `sed 's/127.0.0.1:${USUAL_PORT}/127.0.0.1:${fhirPort}/' ${request} | `;
const page = `${address}${shown ? addressOf(shown.state) : '/'}`;
process.stdout.write(`Try an order: ${page}
CDS Hooks discovery at ${address}/cds-services
FHIR R4 server at ${fhirBase} with the patients example-disc, example-bone, example-blue-plus and example-prairie
CDS Hooks sandbox: ${sandbox}
A call without prefetch, so that the data come from the FHIR server:
${renamed}curl -s -H 'Content-Type: application/json' --data @${isUsual ? request : '-'} ${address}/cds-services/spine-coverage-order-sign
`);
if (isOpened) openPage(page, { platform: process.platform, environment: process.env });
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => fhir.close());
