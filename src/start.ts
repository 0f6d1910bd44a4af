import { join } from 'node:path';
import { readConfig } from './config.ts';
import { serviceId } from './hooks/discovery.ts';
import { orderSign } from './hooks/order-sign.ts';
import { serve } from './serve.ts';
import { tellOperator } from './startup-error.ts';

const EXAMPLE = 'fhir-resources/examples/order-sign-s9090.json';

const DEVELOPMENT =
  'DEVELOPMENT MODE: nobody is asked who calls, since there is no site file or one without trust. See sites/README.md.\n';

try {
  const { address, development } = await serve(readConfig(process.env, join(import.meta.dirname, '..')));
  const service = `${address}/cds-services/${serviceId(orderSign)}`;
  process.stdout.write(`CDS Hooks discovery at ${address}/cds-services\n`);
  if (development) process.stdout.write(DEVELOPMENT);
  process.stdout.write(`Try: curl -s -H 'Content-Type: application/json' --data @${EXAMPLE} ${service}\n`);
} catch (error) {
  tellOperator(error);
}
