import { asObject, type JsonObject } from '../json.ts';
import type { AssertionRecord } from './assertion.ts';

/** The value of a part of coverage-information, in one line. */
function textOf(part: JsonObject): string {
  const inner = part['extension'];
  if (Array.isArray(inner)) return inner.map((each) => textOf(asObject(each) ?? {})).join(', ');
  const [, value] = Object.entries(part).find(([name]) => name.startsWith('value')) ?? [];
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** An assertion for a person: who asserted what of which order, when, and by which call it is explained. */
export function formatAssertion({ id, at, site, payer, order, coverage, ...rest }: AssertionRecord): string {
  return [
    `assertion ${id}`,
    `  ${at}, site ${site}, payer ${payer}, CRD ${rest.version}`,
    `  of ${order} under ${coverage}`,
    ...rest.parts.map((part) => `  ${String(part['url'])}: ${textOf(part)}`),
    `  call ${rest.call}, knowledge ${rest.knowledge}`,
  ].join('\n');
}
