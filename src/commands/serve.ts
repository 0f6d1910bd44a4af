import { writeSync } from 'node:fs';
import { serviceId } from '../hooks/discovery.ts';
import { orderSign } from '../hooks/order-sign.ts';
import { type Running, serve } from '../serve.ts';
import { failureOf } from './failure.ts';
import { settings } from './settings.ts';

const EXAMPLE = 'fhir-resources/examples/order-sign-s9090.json';

const DEVELOPMENT =
  'DEVELOPMENT MODE: nobody is asked who calls, since there is no site file or one without trust. See sites/README.md.\n';

/** Prints where the server is. Where that is not possible (a full disk, nobody who reads), it serves all the same. */
function print(text: string): void {
  try {
    writeSync(1, text);
  } catch {}
}

function printStart({ address, development, sites, rules }: Running): void {
  const service = `${address}/cds-services/${serviceId(orderSign)}`;
  const { pid } = process;
  print(`CDS Hooks discovery at ${address}/cds-services\n`);
  print(`Process ${pid}; sites: ${sites.map(({ id }) => id).join(', ')}; kill -HUP ${pid} reads the knowledge anew\n`);
  for (const { id, version, isActive } of rules().knowledge.policies)
    print(`Policy ${id} ${version}: ${isActive ? 'in force' : 'not active'}\n`);
  if (development) print(DEVELOPMENT);
  print(`Try: curl -s -H 'Content-Type: application/json' --data @${EXAMPLE} ${service}\n`);
}

/** `serve`: starts the server, and says where it is and what it judges by. Sets the exit code if it cannot start. */
export async function run(): Promise<void> {
  try {
    printStart(await serve(settings()));
  } catch (error) {
    const { text, code } = failureOf(error, process.env['LOG_LEVEL'] === 'debug');
    process.stderr.write(`${text}\n`);
    process.exitCode = code;
  }
}
