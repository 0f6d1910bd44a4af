import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { failureOf } from '../src/commands/failure.ts';
import { readConfig } from '../src/config.ts';
import { readExamples } from '../src/pages/try/examples.ts';
import { addressOfState } from '../src/pages/try/state.ts';
import { serve } from '../src/serve.ts';
import { crdSites } from './crd-sites.ts';
import { createFhirServer, resourcesInFile } from './fhir-server.ts';
import { openPage } from './open-page.ts';

// `npm run demo`: this server together with a FHIR server that holds the example patients, and the page *Try an order* in a browser.
// With `--crd` the server has one site, a CRD client. With `--no-open` no browser is opened.
/** Tells why there is no demo, and ends. */
function end(why: string, code = 1): never {
  process.stderr.write(`${why}\n`);
  process.exit(code);
}

const USAGE = `Usage: npm run demo -- [--crd] [--no-open]
  --crd      one site, a CRD client
  --no-open  opens no browser
FHIR_PORT is the port of the FHIR server, PORT that of this server.`;

function readOptions() {
  const no = { type: 'boolean', default: false } as const;
  const options = { crd: no, open: { type: 'boolean', default: true }, help: { ...no, short: 'h' } } as const;
  try {
    return parseArgs({ options, allowNegative: true }).values;
  } catch (error) {
    return end(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, 2);
  }
}

const { crd: isCrd, open: isOpened, help: isAsked } = readOptions();
if (isAsked) end(USAGE, 0);

const root = join(import.meta.dirname, '..');
// The port that the example requests name.
const USUAL_PORT = 8081;
const fhirPort = Number(process.env['FHIR_PORT'] || USUAL_PORT);
if (!Number.isInteger(fhirPort) || fhirPort < 1 || fhirPort > 65_535)
  end(`FHIR_PORT must be a whole number from 1 to 65535, not ${process.env['FHIR_PORT']}`);

const example = (file: string) => join(root, 'fhir-resources/examples', file);
const patients = ['patients/patients.json', 'crd/patient.json'].flatMap((file) => resourcesInFile(example(file)));
const fhir = await createFhirServer(patients);
await new Promise<void>((listening, failed) => {
  fhir.once('error', failed).listen(fhirPort, '127.0.0.1', listening);
}).catch(({ message }: Error) =>
  end(`FHIR_PORT ${fhirPort} cannot be used (${message}): set another FHIR_PORT, or end what holds it`),
);
// A demo on one small machine: the FHIR server starts cold.
const sites = isCrd ? { SITES_DIR: crdSites(root) } : {};
const start = async () => serve(readConfig({ FHIR_DEADLINE: '2000', ...process.env, ...sites }, root));
const { address } = await start().catch((error) => end(failureOf(error).text));
const fhirBase = `http://127.0.0.1:${fhirPort}/fhir`;
const sandbox = `https://sandbox.cds-hooks.org/?fhirServiceUrl=${fhirBase}&patientId=example-disc&serviceDiscoveryURL=${address}/cds-services`;
const shown = readExamples(root).examples.find(({ state }) => isCrd && state.ehr.startsWith('crd-'));
const request = `fhir-resources/examples/${isCrd ? 'crd/order-sign.json' : 'order-sign-without-prefetch.json'}`;
const isUsual = fhirPort === USUAL_PORT;
const renamed = isUsual ? '' : `sed 's/127.0.0.1:${USUAL_PORT}/127.0.0.1:${fhirPort}/' ${request} | `;
const page = `${address}${shown ? addressOfState(shown.state) : '/'}`;
process.stdout.write(`Try an order: ${page}
CDS Hooks discovery at ${address}/cds-services
FHIR R4 server at ${fhirBase} with the patients example-disc, example-bone, example-blue-plus and example-prairie
CDS Hooks sandbox: ${sandbox}
A call without prefetch, so that the data come from the FHIR server:
${renamed}curl -s -H 'Content-Type: application/json' --data @${isUsual ? request : '-'} ${address}/cds-services/spine-coverage-order-sign
`);
if (isOpened) openPage(page, { platform: process.platform, environment: process.env });
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => fhir.close());
