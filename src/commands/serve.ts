import { writeSync } from 'node:fs';
import { callDay } from '../decision/order-day.ts';
import { serviceId } from '../hooks/discovery.ts';
import type { PagesSetting } from '../pages/access.ts';
import { activeIds, noticesOn, type PolicyNotice, policiesInForce } from '../policies/in-force.ts';
import type { Policy } from '../policies/policy.ts';
import type { SiteRules } from '../rules.ts';
import { type Running, serve } from '../serve.ts';
import { DEVELOPMENT_MODE } from '../sites/mode.ts';
import { describeMode } from '../sites/policy-modes.ts';
import type { Site } from '../sites/site.ts';
import { findExampleCall } from './example-call.ts';
import { printFailure } from './failure.ts';
import { settings } from './settings.ts';

const DEVELOPMENT = `DEVELOPMENT MODE: ${DEVELOPMENT_MODE}. See sites/README.md.\n`;

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

/** The policies that are not live at a site today, or will change: `Site st-mary: first-policy shadow, live from 2027-01-15`. */
function modeTexts({ knowledge, sites }: SiteRules): readonly string[] {
  const ids = activeIds(knowledge.policies);
  return [...sites.values()].flatMap(({ id, policies, timeZone }) => {
    const { today } = callDay(Date.now(), timeZone);
    const modes = ids
      .map((policy) => [policy, describeMode(policies, policy, today)])
      .filter(([, mode]) => mode !== 'live');
    return modes.length === 0 ? [] : [`Site ${id}: ${modes.map((each) => each.join(' ')).join('; ')}`];
  });
}

/** The path of a site before those of its services: empty for the only site. */
const sitePath = ({ id }: Site, { sites }: SiteRules) => (sites.size > 1 ? `/sites/${id}` : '');

/** The addresses of discovery: the general one, unless all sites go without a token and must be told by their paths. */
function discoveryTexts(rules: SiteRules, address: string): readonly string[] {
  const sites = [...rules.sites.values()];
  const open = sites.length > 1 ? sites.filter(({ trust }) => trust === undefined) : [];
  return [
    ...(sites.length > open.length ? [`CDS Hooks discovery at ${address}/cds-services`] : []),
    ...open.map((site) => `CDS Hooks discovery at ${address}${sitePath(site, rules)}/cds-services (site ${site.id})`),
  ];
}

/** A call to try that brings a card, or words that no example does. */
async function tryText(rules: SiteRules, address: string): Promise<string> {
  const example = await findExampleCall(rules);
  if (!example) return 'No example request brings a card at the sites as they are switched on today';
  const { site, hook, file } = example;
  const token = site.trust ? ` -H "Authorization: Bearer $TOKEN"` : '';
  const url = `${address}${sitePath(site, rules)}/cds-services/${serviceId(hook)}`;
  return `Try: curl -s${token} -H 'Content-Type: application/json' --data @${file} ${url}`;
}

async function printStart({ address, development, rules }: Running, pages: PagesSetting): Promise<void> {
  const { pid } = process;
  print(pages === 'evidence' ? `Policies at ${address}/policies\n` : `Try an order at ${address}/\n`);
  const inForce = rules();
  for (const text of discoveryTexts(inForce, address)) print(`${text}\n`);
  const sites = [...inForce.sites.keys()].join(', ');
  print(`Process ${pid}; sites: ${sites}; kill -HUP ${pid} reads knowledge and policy modes anew\n`);
  const { policies } = inForce.knowledge;
  const { today } = callDay(Date.now());
  for (const policy of policiesInForce(policies, today))
    print(`Policy ${policy.id} ${policy.version}${periodText(policy)}\n`);
  for (const text of modeTexts(inForce)) print(`${text}\n`);
  for (const notice of noticesOn(policies, today)) print(`${noticeText(notice)}\n`);
  if (development) print(DEVELOPMENT);
  print(`${await tryText(inForce, address)}\n`);
}

/** `serve`: starts the server, and says where it is and what it judges by. Sets the exit code if it cannot start. */
export async function run(): Promise<void> {
  try {
    const config = settings();
    await printStart(await serve(config), config.pages);
  } catch (error) {
    printFailure(error);
  }
}
