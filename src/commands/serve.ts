import { writeSync } from 'node:fs';
import { callDay } from '../decision/order-day.ts';
import { serviceId } from '../hooks/discovery.ts';
import { orderSign } from '../hooks/order-sign.ts';
import { noticesOn, type PolicyNotice, policiesInForce } from '../policies/in-force.ts';
import type { Policy } from '../policies/policy.ts';
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

/** Formats the effective period of a version. */
function periodText({ period: { start, end } }: Policy): string {
  return `${start === undefined ? '' : `, from ${start}`}${end === undefined ? '' : `, to ${end}`}`;
}

/** A notice for a person. */
function noticeText({ policy, version, kind, day }: PolicyNotice): string {
  if (kind === 'ended') return `ENDED: policy ${policy} ${version} ended on ${day}, and no later version is here`;
  if (kind === 'begins-soon') return `SOON: policy ${policy} ${version} begins on ${day}`;
  return `SOON: policy ${policy} ${version} ends on ${day}, and no later version is here`;
}

function printStart({ address, development, sites, rules }: Running): void {
  const service = `${address}/cds-services/${serviceId(orderSign)}`;
  const { pid } = process;
  print(`Try an order at ${address}/\n`);
  print(`CDS Hooks discovery at ${address}/cds-services\n`);
  print(`Process ${pid}; sites: ${sites.map(({ id }) => id).join(', ')}; kill -HUP ${pid} reads the knowledge anew\n`);
  const { policies } = rules().knowledge;
  const { today } = callDay(Date.now());
  for (const policy of policiesInForce(policies, today))
    print(`Policy ${policy.id} ${policy.version}${periodText(policy)}\n`);
  for (const notice of noticesOn(policies, today)) print(`${noticeText(notice)}\n`);
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
