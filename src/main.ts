import { join } from 'node:path';
import { serviceId } from './cds-hooks/discovery.ts';
import { ConfigError, readConfig } from './config.ts';
import { KnowledgeError } from './knowledge/fault.ts';
import { serve } from './serve.ts';

const EXAMPLE = 'fhir-resources/examples/order-sign-s9090.json';

/** Faults that the operator can mend: told without a stack. */
function isOperatorsFault(error: unknown): error is Error {
  return (
    error instanceof ConfigError ||
    error instanceof KnowledgeError ||
    (error instanceof Error && 'syscall' in error && error.syscall === 'listen')
  );
}

try {
  const { address } = await serve(readConfig(process.env, join(import.meta.dirname, '..')));
  const service = `${address}/cds-services/${serviceId('order-sign')}`;
  process.stdout.write(`CDS Hooks discovery at ${address}/cds-services\n`);
  process.stdout.write(`Try: curl -s -H 'Content-Type: application/json' --data @${EXAMPLE} ${service}\n`);
} catch (error) {
  if (!isOperatorsFault(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
