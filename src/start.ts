import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from './config.ts';
import { serviceId } from './hooks/discovery.ts';
import { orderSign } from './hooks/order-sign.ts';
import { serve } from './serve.ts';
import { tellOperator } from './startup-error.ts';

const EXAMPLE = 'fhir-resources/examples/order-sign-s9090.json';

const DEVELOPMENT =
  'DEVELOPMENT MODE: nobody is asked who calls, since there is no site file or one without trust. See sites/README.md.\n';

/** Prints where the server is. Where that is not possible (a full disk, nobody who reads), it serves all the same. */
function print(text: string): void {
  try {
    writeSync(1, text);
  } catch {}
}

try {
  const { address, development } = await serve(readConfig(process.env, join(import.meta.dirname, '..')));
  const service = `${address}/cds-services/${serviceId(orderSign)}`;
  print(`CDS Hooks discovery at ${address}/cds-services\n`);
  if (development) print(DEVELOPMENT);
  print(`Try: curl -s -H 'Content-Type: application/json' --data @${EXAMPLE} ${service}\n`);
} catch (error) {
  tellOperator(error);
}
