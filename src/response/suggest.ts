import type { Decision } from '../decision/decide.ts';
import { isExactNumber, withExactNumbers } from '../exact-numbers.ts';
import type { Action, Suggestion } from '../hooks/card.ts';
import type { HookRequest } from '../hooks/request.ts';
import { asObject, type JsonObject } from '../json.ts';
import { wholeOf } from '../matching/long-resources.ts';
import type { CardTemplate } from '../policies/card-template.ts';
import { shorten } from './escape.ts';
import { isShown } from './fill.ts';
import { labelOf } from './order-label.ts';

type Template = NonNullable<CardTemplate['suggestions']>[number];
/** The patient that a created order is for. */
type Patient = Pick<HookRequest, 'patientId'>;

const DESCRIPTION_LIMIT = 200;
const LABEL_LIMIT = 120;

/** The client's own resource with one member changed; undefined if the resource has no such member (CDS Hooks §Action: update). */
function withMember(
  resource: JsonObject,
  [member, ...rest]: readonly string[],
  value: unknown,
): JsonObject | undefined {
  if (member === undefined || !Object.hasOwn(resource, member)) return undefined;
  if (rest.length === 0) return { ...resource, [member]: value };
  const inner = asObject(resource[member]);
  const changed = inner && withMember(inner, rest, value);
  return changed && { ...resource, [member]: changed };
}

const isEmpty = (value: unknown) =>
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/**
 * A FHIR value without what FHIR does not allow: null, empty texts, lists and objects, numbers beyond all numbers. Some
 * clients send them; they say nothing, and no answer may hold them. Null keeps its place in a list of primitives.
 */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => (item === null ? null : withoutEmpty(item)));
    return items.every((item) => item === null || isEmpty(item)) ? undefined : items.filter((item) => !isEmpty(item));
  }
  if (isExactNumber(value)) return Number.isFinite(Number(value.rawJSON)) ? value : undefined;
  const object = asObject(value);
  if (!object) return value === null || (typeof value === 'number' && !Number.isFinite(value)) ? undefined : value;
  const members = Object.entries(object).map(([name, member]) => [name, withoutEmpty(member)] as const);
  return Object.fromEntries(members.filter(([, member]) => !isEmpty(member)));
}

function newOrder(template: NonNullable<Template['create']>, { patientId }: Patient): JsonObject {
  return {
    ...template,
    status: 'draft',
    intent: 'order',
    subject: { reference: `Patient/${patientId}` },
  };
}

function actionsOf(template: Template, decision: Decision, description: string, subject: Patient): readonly Action[] {
  const { resource, reference } = decision.order;
  if (reference === undefined) return [];
  const removal = (words: string): Action => ({ type: 'delete', description: words, resourceId: reference });
  if (template.remove) return [removal(description)];
  if (template.create) {
    // A client of STU3 has no place for an order of R4.
    if (resource['resourceType'] === 'ProcedureRequest') return [];
    // "Instead": the order goes and the new one comes, in whatever order the client applies them.
    const label = shorten(labelOf(decision), LABEL_LIMIT);
    return [
      removal(`Remove the order: ${label}`),
      { type: 'create', description, resource: newOrder(template.create, subject) },
    ];
  }
  const updated = template.set && withMember(wholeOf(resource), template.set.path.split('.'), template.set.to);
  const clean = updated && asObject(withoutEmpty(withExactNumbers(updated)));
  return clean ? [{ type: 'update', description, resource: clean }] : [];
}

/** The suggestions of a card. One that cannot be carried out, because the order has no id or no such member, is left out. */
export function suggest(
  templates: readonly Template[],
  decision: Decision,
  subject: Patient,
  newUuid: () => string,
): readonly Suggestion[] {
  return templates
    .filter((template) => isShown(template, decision))
    .flatMap((template) => {
      const description = shorten(
        template.description.replaceAll('{order}', () => labelOf(decision)),
        DESCRIPTION_LIMIT,
      );
      const actions = actionsOf(template, decision, description, subject);
      return actions.length === 0 ? [] : [{ label: template.label, uuid: newUuid(), actions }];
    });
}
