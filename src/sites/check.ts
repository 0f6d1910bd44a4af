import { isDay } from '../calendar.ts';
import { HOOKS } from '../hooks/hooks.ts';
import { asObject, type JsonObject, listOf } from '../json.ts';
import type { ReportFault } from '../matching/concept.ts';
import { faultOfAudience, faultOfBase, faultOfKeyAddress } from './check-address.ts';
import { faultOfKey, isJwk } from './public-key.ts';

/** The CDS Hooks sandbox, whose private key is in its public repository: anybody can call in its name. */
const SANDBOX = /^sandbox\.cds-hooks\.org\.?$/;
const OF_SANDBOX = 'belongs to the CDS Hooks sandbox, whose private key is public: not in production';

function checkEach(list: unknown, element: string, faultOf: (text: string) => string | undefined, report: ReportFault) {
  for (const [index, text] of listOf(list).entries()) {
    const fault = typeof text === 'string' ? faultOf(text) : undefined;
    if (fault) report(`${element}/${index}`, fault);
  }
}

function checkKeys(list: unknown, production: boolean, report: ReportFault): void {
  const kids = new Set<string>();
  for (const [index, key] of listOf(list).entries()) {
    if (!isJwk(key)) continue;
    const fault = faultOfKey(key, production);
    if (fault) report(`/trust/keys/${index}`, fault);
    if (kids.has(key.kid)) report(`/trust/keys/${index}/kid`, 'is also that of another key');
    kids.add(key.kid);
  }
}

/** True for area and place, or UTC. Abbreviations such as CST stand for several zones, and offsets (also Etc/GMT+6) know no summer time. */
function isTimeZone(name: string): boolean {
  if (name !== 'UTC' && !/^(?!Etc\/)[A-Z]\w+\/\w/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function checkTrust(content: unknown, production: boolean, report: ReportFault): void {
  const trust = asObject(content);
  if (!trust) {
    if (production) report('/trust', 'is required in production: anybody could call');
    return;
  }
  const { issuer, jku, keys, audience } = trust;
  const ofSandbox = (text: string) =>
    production && URL.canParse(text) && SANDBOX.test(new URL(text).hostname) ? OF_SANDBOX : undefined;
  if ((jku === undefined) === (keys === undefined)) report('/trust', 'must have either jku or keys');
  const fault = typeof issuer === 'string' ? ofSandbox(issuer) : undefined;
  if (fault) report('/trust/issuer', fault);
  checkEach(jku, '/trust/jku', (text) => ofSandbox(text) ?? faultOfKeyAddress(text, production), report);
  checkKeys(keys, production, report);
  const faultOfBaseAddress = typeof audience === 'string' ? faultOfAudience(audience, production) : undefined;
  if (faultOfBaseAddress) report('/trust/audience', faultOfBaseAddress);
}

/** The fault of a day in a list of steps, or undefined; the form is checked elsewhere. */
function faultOfDay(day: unknown, before: unknown, isFirst: boolean): string | undefined {
  if (day === undefined) return isFirst ? undefined : 'is required: only the first step may lack it';
  if (typeof day !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
  if (!isDay(day)) return `${day} is no day`;
  return typeof before === 'string' && day <= before
    ? `must be after ${before}, the day of the step before`
    : undefined;
}

/** Checks the days of the steps by which policies change their mode. */
function checkSteps(policies: unknown, report: ReportFault): void {
  for (const [policy, written] of Object.entries(asObject(policies) ?? {}))
    for (const [at, step] of listOf(written).entries()) {
      const { mode: _, from, ...unknown } = asObject(step) ?? { other: step };
      const fault = faultOfDay(from, asObject(listOf(written)[at - 1])?.['from'], at === 0);
      // A misspelt `from` is told as an unknown member.
      if (fault && Object.keys(unknown).length === 0) report(`/policies/${policy}/${at}/from`, fault);
    }
}

/** Checks the members that need, or exclude, a `crd` block. */
function checkCrd(site: JsonObject | undefined, report: ReportFault): void {
  const hooks = listOf(site?.['hooks']);
  if (site?.['crd'] === undefined) {
    for (const [index, name] of hooks.entries())
      if (HOOKS.some((hook) => hook.forCrdAlone && hook.name === name))
        report(`/hooks/${index}`, 'is for a CRD client alone: a site with crd');
  } else if (site['cards'] === 'epic') {
    report('/cards', 'must be standard for a CRD client, whose topics have a form of their own');
  }
}

/**
 * Reports what the form of a site file does not tell: addresses, keys, and what production forbids. Takes content of any
 * form, so that a fault of form does not hide another.
 */
export function checkSite(content: unknown, production: boolean, report: ReportFault): void {
  const site = asObject(content);
  checkTrust(site?.['trust'], production, report);
  const { timeZone } = site ?? {};
  if (typeof timeZone === 'string' && !isTimeZone(timeZone))
    report('/timeZone', `${timeZone} is no time zone: write area and place, such as America/Chicago, or UTC`);
  checkSteps(site?.['policies'], report);
  checkCrd(site, report);
  checkEach(site?.['fhirServers'], '/fhirServers', (text) => faultOfBase(text, production), report);
}
