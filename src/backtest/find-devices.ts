import type { JsonObject } from '../json.ts';
import { asObject, asText } from '../json.ts';
import type { Policy } from '../policies/policy.ts';
import type { Rules } from '../rules.ts';
import type { Part } from './export-files.ts';
import type { Judges } from './judge-call.ts';
import { BROKEN, parsed, type Scanned, scanPart } from './scan-part.ts';
import { screen } from './screen-orders.ts';
import type { ThreadContext } from './stages.ts';

/** The ids of Devices that a policy might concern. */
export interface NearDevices extends Scanned {
  readonly near: ReadonlySet<string>;
}

/** A day on which any version of a policy without a beginning was in force. */
const LONG_AGO = '0001-01-01';

/** The days on which versions of policies begin: each is in force on one of them, if it ever was. */
function firstDays(policies: readonly Policy[]): readonly string[] {
  return [...new Set(policies.map(({ period }) => period.start ?? LONG_AGO))];
}

/** True if an order of nothing but this Device would concern a policy, on whatever day. */
function isNear(device: JsonObject, { policies }: Rules['knowledge'], rules: Rules, site: Judges['site']): boolean {
  const reference = 'Device/near';
  const order = { resourceType: 'DeviceRequest', status: 'draft', intent: 'order', codeReference: { reference } };
  return firstDays(policies).some((day) => screen(rules, order, () => device, day, site).concerned.size > 0);
}

/** Reads a part of a file of Devices. */
export async function findDevices(
  part: Part,
  { judges }: ThreadContext,
  onBytes: (bytes: number) => void,
): Promise<NearDevices> {
  const near = new Set<string>();
  const { rules, other, site } = judges;
  const scanned = await scanPart(part, onBytes, () => (line, type) => {
    if (type !== 'Device') return undefined;
    const device = asObject(parsed(line));
    const id = asText(device?.['id']);
    if (!device) return BROKEN;
    const isAny = [rules, other].some((each) => each && isNear(device, each.knowledge, each, site));
    if (isAny && id !== undefined) near.add(id);
    return undefined;
  });
  return { ...scanned, near };
}
