import { join } from 'node:path';
import { serviceId } from './cds-hooks/discovery.ts';
import { ConfigError, readConfig } from './config.ts';
import { KnowledgeError } from './knowledge/fault.ts';
import { serve } from './serve.ts';
import { SitesError } from './sites/load.ts';
import { StoreError } from './store/store-error.ts';

const EXAMPLE = 'fhir-resources/examples/order-sign-s9090.json';

const DEVELOPMENT =
  'DEVELOPMENT MODE: nobody is asked who calls, since there is no site file or one without trust. See sites/README.md.\n';

/** Faults that the operator can mend: told without a stack. */
function isOperatorsFault(error: unknown): error is Error {
  return (
    error instanceof ConfigError ||
    error instanceof KnowledgeError ||
    error instanceof SitesError ||
    error instanceof StoreError ||
    (error instanceof Error && 'syscall' in error && error.syscall === 'listen')
  );
}

try {
  const { address, development } = await serve(readConfig(process.env, join(import.meta.dirname, '..')));
  const service = `${address}/cds-services/${serviceId('order-sign')}`;
  process.stdout.write(`CDS Hooks discovery at ${address}/cds-services\n`);
  if (development) process.stdout.write(DEVELOPMENT);
  process.stdout.write(`Try: curl -s -H 'Content-Type: application/json' --data @${EXAMPLE} ${service}\n`);
} catch (error) {
  if (!isOperatorsFault(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
