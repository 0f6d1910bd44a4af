import { serviceId } from '../../hooks/discovery.ts';
import type { JsonObject } from '../../json.ts';
import {
  type CaseCondition,
  type CaseOrder,
  CLINICAL_STATUSES,
  type PolicyCase,
  SEVERITIES,
  VERIFICATIONS,
} from '../../policies/case.ts';
import { requestOfCase } from '../../policies/case-request.ts';
import type { Knowledge } from '../../policies/knowledge.ts';
import { EMPTY_ORDER, type TryState, type WrittenOrder } from './state.ts';

/** A code as cases write it; without a system it is sent without one. */
const caseCode = (written: string) => (/\s/.test(written) ? written : `none ${written}`);

function orderOf({ kind, text, codes, note, units, day, status, refrains }: WrittenOrder): CaseOrder {
  return {
    ...(kind === EMPTY_ORDER.kind ? {} : { type: kind }),
    ...(codes.length === 0 ? {} : { codes: codes.map(caseCode) }),
    ...(text === '' ? {} : { text }),
    ...(note === '' ? {} : { note }),
    ...(units === '' || kind === 'DeviceRequest' ? {} : { quantity: { value: Number(units) } }),
    ...(day === '' ? {} : { occurrence: day }),
    ...(status === EMPTY_ORDER.status ? {} : { status }),
    ...(refrains ? { doNotPerform: true } : {}),
  };
}

/** The aside of a condition, by the member it is of; undefined for other words. */
function asideOf(word: string): Pick<CaseCondition, 'status' | 'verification' | 'severity'> | undefined {
  const [status, verification, severity] = [
    CLINICAL_STATUSES.find((each) => each === word),
    VERIFICATIONS.find((each) => each === word),
    SEVERITIES.find((each) => each === word),
  ];
  if (status !== undefined) return { status };
  if (verification !== undefined) return { verification };
  return severity === undefined ? undefined : { severity };
}

/** A condition of a line such as `system code NAME [severe]`. Other words in brackets are part of its words. */
function conditionOf(line: string, { systems }: Knowledge): string | CaseCondition {
  const [, before = line, word = ''] = /^(.*?)\s*\[([a-z-]+)\]$/i.exec(line) ?? [];
  const aside = asideOf(word.toLowerCase());
  const written = aside ? before : line;
  const [system = '', code = ''] = written.split(/\s+/);
  const isCoded = systems.canonicalOf(system) !== undefined && /\d/.test(code);
  if (isCoded && !aside) return written;
  return { ...(isCoded ? { code: written } : { text: written }), ...aside };
}

/** The state of the page as a case of a policy, whose name and expectation are still open. */
export function caseOf(state: TryState, knowledge: Knowledge): Omit<PolicyCase, 'name' | 'expect'> {
  const [order = {}, ...others] = state.orders.map(orderOf);
  const conditions = state.conditions.map((line) => conditionOf(line, knowledge));
  return {
    order,
    ...(others.length === 0 ? {} : { others }),
    ...(state.conditionsSent ? (conditions.length === 0 ? {} : { conditions }) : { conditions: 'unknown' }),
    ...(state.payer === undefined ? {} : { coverage: { payor: state.payer } }),
    ...(state.hook === 'order-sign' ? {} : { hook: state.hook }),
  };
}

/** The CDS Hooks request that an EHR would send for a state of the page (CDS Hooks §HTTP Request). */
export function requestOfState(state: TryState, knowledge: Knowledge, hookInstance: string): JsonObject {
  const row = { name: 'Try an order', expect: [], ...caseOf(state, knowledge) };
  const request = requestOfCase(row, knowledge.systems.canonicalOf);
  const { coverage, ...rest } = request['prefetch'] as JsonObject;
  return { ...request, hookInstance, prefetch: state.coverageSent ? { ...rest, coverage } : rest };
}

/** The command that sends a request to the service of its hook; `base` is the address before `/cds-services`. */
export function curlOf(request: JsonObject, base: string): string {
  const body = JSON.stringify(request).replaceAll("'", String.raw`'\''`);
  const address = `${base}/cds-services/${serviceId({ name: String(request['hook']) })}`;
  return `curl -s -H 'Content-Type: application/json' --data-binary '${body}' '${address}'`;
}
