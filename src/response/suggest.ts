import type { Action, Suggestion } from '../cds-hooks/card.ts';
import type { Decision } from '../decision/decide.ts';
import { asObject, type JsonObject } from '../json.ts';
import type { CardTemplate } from '../knowledge/card-template.ts';
import { shorten } from './escape.ts';
import { isShown, labelOf } from './fill.ts';

type Template = NonNullable<CardTemplate['suggestions']>[number];

/** Whom a created order is for. */
export interface Subject {
  readonly patientId: string;
}

const DESCRIPTION_LIMIT = 200;

/** The client's own resource with one member changed; nothing if the resource has no such member (CDS Hooks §Action: update). */
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

function newOrder(template: NonNullable<Template['create']>, { patientId }: Subject): JsonObject {
  return {
    ...template,
    status: 'draft',
    intent: 'order',
    subject: { reference: `Patient/${patientId}` },
  };
}

function actionsOf(template: Template, decision: Decision, description: string, subject: Subject): readonly Action[] {
  const { resource, reference } = decision.order;
  const removal: readonly Action[] =
    reference === undefined
      ? []
      : [
          {
            type: 'delete',
            description: `Remove the order: ${shorten(labelOf(decision), 120)}`,
            resourceId: reference,
          },
        ];
  if (template.remove) return removal;
  // "Instead": the order goes and the new one comes, in whatever order the client applies them.
  if (template.create)
    return removal.length === 0
      ? []
      : [...removal, { type: 'create', description, resource: newOrder(template.create, subject) }];
  const updated =
    template.set && reference !== undefined
      ? withMember(resource, template.set.path.split('.'), template.set.to)
      : undefined;
  return updated ? [{ type: 'update', description, resource: updated }] : [];
}

/** The suggestions of a card. One that cannot be carried out, because the order has no id or no such member, is left out. */
export function suggest(
  templates: readonly Template[],
  decision: Decision,
  subject: Subject,
  newUuid: () => string,
): readonly Suggestion[] {
  return templates
    .filter((template) => isShown(template, decision))
    .flatMap((template) => {
      const description = shorten(
        template.description.replace('{order}', () => labelOf(decision)),
        DESCRIPTION_LIMIT,
      );
      const actions = actionsOf(template, decision, description, subject);
      return actions.length === 0 ? [] : [{ label: template.label, uuid: newUuid(), actions }];
    });
}
