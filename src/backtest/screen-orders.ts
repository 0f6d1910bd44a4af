import type { Draft, Screening, Work } from '../decision/decide.ts';
import { callDay, instantOn } from '../decision/order-day.ts';
import { RequestError } from '../errors.ts';
import { hookOf } from '../hooks/hooks.ts';
import { orderSign } from '../hooks/order-sign.ts';
import { asObject, type JsonObject } from '../json.ts';
import { ORDER_TYPES, type Resolve } from '../matching/order.ts';
import type { Rules } from '../rules.ts';
import { inMode } from '../sites/policy-modes.ts';
import { orderWhenPlaced } from './as-of.ts';
import { deviceIdOf } from './build-request.ts';
import type { Part } from './export-files.ts';
import { type FindingSums, monthOf, OrderFindings } from './findings.ts';
import { type Judges, judgeCall, placedOn } from './judge-call.ts';
import { patientOf } from './patients.ts';
import { BROKEN, NO_RESOURCE, parsed, type Scanned, scanPart, type Visit } from './scan-part.ts';
import type { ThreadContext } from './stages.ts';

/** The orders that a policy might concern, by patient. */
export interface Screened extends Scanned {
  /** The days of these orders by patient; an empty text is an order without a date. */
  readonly near: ReadonlyMap<string, ReadonlySet<string>>;
  /** The Devices that these orders refer to, and whose they are. */
  readonly devices: readonly (readonly [device: string, patient: string])[];
  readonly found: FindingSums;
}

function finish<T>(work: Work<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Screens one order as answerCall screens those of a call. */
export function screen(
  rules: Rules,
  order: JsonObject,
  resolve: Resolve,
  today: string,
  site: Judges['site'],
): Screening {
  const draft: Draft = { trigger: orderSign.trigger, resources: [order], resolve, selected: undefined };
  return finish(
    rules.decider.screen(draft, { today, timeZone: site.timeZone ?? 'UTC' }, inMode('live', site.policies, today)),
  );
}

const nowhere = () => undefined;

const NO_PATIENT = 'is for no patient that can be told';
const NO_DAY = 'authoredOn names no day (YYYY-MM-DD, or a time with its time zone): counts as an order without a date';

/** Returns the fault of an order that says when it was placed, and names no day by it. */
const faultInDay = ({ authoredOn }: JsonObject, day: string | undefined) =>
  authoredOn !== undefined && day === undefined ? NO_DAY : undefined;

/** The latest day on which an order of a call was placed; undefined if none names one. */
function lastDay(orders: readonly JsonObject[], timeZone: string | undefined): string | undefined {
  return orders
    .flatMap((order) => placedOn(order, timeZone) ?? [])
    .toSorted()
    .at(-1);
}

/** Reads the orders and saved calls of parts, and remembers whose charts are needed. */
class OrderScreening {
  readonly near = new Map<string, Set<string>>();
  readonly devices: (readonly [device: string, patient: string])[] = [];
  readonly findings: OrderFindings;
  /** Orders that were read, by reason and month: nearly all are nothing else. */
  readonly #orders = new Map<string, Map<string, number>>();
  readonly #threadContext: ThreadContext;
  readonly #nearDevices: ReadonlySet<string>;

  constructor(threadContext: ThreadContext, nearDevices: ReadonlySet<string>) {
    this.findings = new OrderFindings(threadContext.setting);
    this.#threadContext = threadContext;
    this.#nearDevices = nearDevices;
  }

  #count(day: string | undefined, reason: string): void {
    const month = monthOf(day);
    const counts = this.#orders.get(reason) ?? new Map<string, number>();
    this.#orders.set(reason, counts.set(month, (counts.get(month) ?? 0) + 1));
  }

  /** Returns the result, with the orders that were read. */
  take(): FindingSums {
    for (const [reason, counts] of this.#orders)
      for (const [month, orders] of counts)
        this.findings.tally.add({ kind: 'order', month, reason }, undefined, orders);
    return this.findings.take();
  }

  /** Screens an order of the export. Returns why it cannot be judged. */
  order(sent: JsonObject): string | undefined {
    const { judges, setting } = this.#threadContext;
    const { rules, other, site } = judges;
    const order = orderWhenPlaced(sent);
    const day = placedOn(order, site.timeZone);
    const today = day ?? callDay(setting.now, site.timeZone).today;
    const screening = screen(rules, order, nowhere, today, site);
    if (screening.orders.length === 0) {
      this.#count(day, 'asks for nothing');
      return undefined;
    }
    this.#addHidden(screening, () => patientOf(order) ?? '');
    const device = deviceIdOf(order);
    const isNear =
      screening.concerned.size > 0 ||
      this.#nearDevices.has(device ?? '') ||
      (other !== undefined && screen(other, order, nowhere, today, site).concerned.size > 0);
    const patient = isNear ? patientOf(order) : undefined;
    if (isNear && patient === undefined) {
      this.#count(day, NO_PATIENT);
      return `${NO_PATIENT}: not judged`;
    }
    this.#count(day, '');
    if (patient !== undefined) this.#keep(patient, day, device);
    return faultInDay(order, day);
  }

  #addHidden({ orders, concerned }: Screening, patientOfOrder: () => string): void {
    const { findHidden, judges } = this.#threadContext;
    const nothing = { version: '', finding: '', payer: '' };
    for (const order of orders)
      for (const hidden of findHidden(order, concerned.keys())) {
        const day = placedOn(order.resource, judges.site.timeZone);
        this.findings.add({
          ...nothing,
          ...hidden,
          kind: 'missed',
          reason: 'a look-alike',
          order,
          day,
          patient: patientOfOrder(),
        });
      }
  }

  #keep(patient: string, day: string | undefined, device: string | undefined): void {
    const days = this.near.get(patient) ?? new Set();
    this.near.set(patient, days.add(day ?? ''));
    if (device !== undefined) this.devices.push([device, patient]);
  }

  /** Judges a saved call. Returns why it cannot be judged. */
  async call(body: JsonObject): Promise<string | undefined> {
    const { judges, setting } = this.#threadContext;
    const { timeZone } = judges.site;
    try {
      const hook = hookOf(body);
      const orders = hook.parse(body).orders.entries.map(({ resource }) => resource);
      const day = lastDay(orders, timeZone);
      const { answered, found } = await judgeCall(
        body,
        hook,
        day === undefined ? setting.now : instantOn(day, timeZone),
        judges,
      );
      const placed = answered.screening.orders.map(({ resource }) => ({ resource, day: placedOn(resource, timeZone) }));
      for (const each of placed) this.#count(each.day, '');
      this.#addHidden(answered.screening, () => answered.request.patientId);
      for (const each of found) this.findings.add(each);
      return placed.flatMap((each) => faultInDay(each.resource, each.day) ?? [])[0];
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const elements = error.problems.map(({ element, text }) => `${element} ${text}`);
      return [`is no call that could be answered: ${error.message}`, ...elements].join('; ');
    }
  }
}

/** Reads a part of a file of orders or saved calls. */
export async function screenOrders(
  part: Part,
  threadContext: ThreadContext,
  nearDevices: ReadonlySet<string>,
  onBytes: (bytes: number) => void,
): Promise<Screened> {
  const screening = new OrderScreening(threadContext, nearDevices);
  const visit: Visit = (line, type) => {
    if (!ORDER_TYPES.has(type) && type !== 'request' && type !== 'none') return undefined;
    const content = asObject(parsed(line));
    if (!content) return BROKEN;
    if (type === 'none') return NO_RESOURCE;
    return type === 'request' ? screening.call(content) : screening.order(content);
  };
  const scanned = await scanPart(part, onBytes, () => visit);
  return { ...scanned, near: screening.near, devices: screening.devices, found: screening.take() };
}
