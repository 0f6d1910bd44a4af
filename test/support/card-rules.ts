import type { Card, Suggestion } from '../../src/hooks/card.ts';
import { asObject, type JsonObject } from '../../src/json.ts';
import { emptiesIn } from './call.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HTTPS = /^https:\/\/[^\s/]+\.[^\s]+$/;
const REASON_SYSTEMS = [
  'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes',
  'https://spine-coverage-cds.example/CodeSystem/override-reason',
];
const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';
const isOneOf = (value: unknown, ...values: readonly unknown[]) => values.includes(value);

interface RuleContext {
  readonly patientId: string;
  /** The resources of draftOrders. */
  readonly drafts: readonly JsonObject[];
}
type Rule<T> = readonly [rule: string, holds: (subject: T, context: RuleContext) => boolean];

const draftOf = ({ drafts }: RuleContext, reference: string) =>
  drafts.find(({ resourceType, id }) => `${String(resourceType)}/${String(id)}` === reference);

const suggestionRules: readonly Rule<Suggestion>[] = [
  ['a suggestion has a label', ({ label }) => isText(label)],
  ['a suggestion has a UUID', ({ uuid }) => UUID.test(uuid)],
  ['a suggestion has actions', ({ actions }) => actions.length > 0],
  ['all actions apply together', (suggestion) => !('actionSelectionBehavior' in suggestion)],
  [
    'an action has a known type',
    ({ actions }) => actions.every(({ type }) => isOneOf(type, 'create', 'update', 'delete')),
  ],
  [
    'an action is described in plain text',
    ({ actions }) => actions.every(({ description }) => isText(description) && !/[<>[\]{}]/.test(description)),
  ],
  [
    'a created order is for the patient',
    ({ actions }, { patientId }) =>
      actions.every(
        (action) =>
          action.type !== 'create' ||
          (isText(action.resource['resourceType']) &&
            asObject(action.resource['subject'])?.['reference'] === `Patient/${patientId}`),
      ),
  ],
  [
    'an update is of a draft',
    ({ actions }, context) =>
      actions.every(
        (action) =>
          action.type !== 'update' ||
          draftOf(context, `${String(action.resource['resourceType'])}/${String(action.resource['id'])}`) !== undefined,
      ),
  ],
  [
    'a removal names a draft, and sends none',
    ({ actions }, context) =>
      actions.every(
        (action) =>
          action.type !== 'delete' || (!('resource' in action) && draftOf(context, action.resourceId) !== undefined),
      ),
  ],
];

const cardRules: readonly Rule<Card>[] = [
  ['nothing is null or empty', (card) => emptiesIn(card).length === 0],
  ['it has a UUID', ({ uuid }) => UUID.test(uuid)],
  [
    'its summary is one line of fewer than 140 characters',
    ({ summary }) => isText(summary) && summary.length <= 139 && !/[\r\n]/.test(summary),
  ],
  ['its detail holds no HTML', ({ detail }) => detail === undefined || (isText(detail) && !/<[a-z/!]/i.test(detail))],
  ['its indicator is a known one', ({ indicator }) => isOneOf(indicator, 'info', 'warning', 'critical')],
  ['its source has a label', ({ source }) => isText(source.label)],
  ['its source is reached by https', ({ source }) => source.url === undefined || HTTPS.test(source.url)],
  ['its source has no icon', ({ source }) => !('icon' in source)],
  ['its topic has code and system', ({ source }) => isText(source.topic.code) && HTTPS.test(source.topic.system)],
  [
    'it says how to choose among suggestions, if there are any',
    ({ suggestions, selectionBehavior }) => (suggestions === undefined) === (selectionBehavior === undefined),
  ],
  [
    'the way to choose is a known one',
    ({ selectionBehavior }) => isOneOf(selectionBehavior, undefined, 'at-most-one', 'any'),
  ],
  [
    'a reason to override has code, system and words',
    ({ overrideReasons = [] }) =>
      overrideReasons.every(({ code, system, display }) => [code, system, display].every(isText)),
  ],
  [
    'a reason to override is of a known system',
    ({ overrideReasons = [] }) => overrideReasons.every(({ system }) => REASON_SYSTEMS.includes(system)),
  ],
  [
    'one suggestion at most is recommended',
    ({ suggestions = [] }) => suggestions.filter((suggestion) => 'isRecommended' in suggestion).length <= 1,
  ],
  [
    'a link has a label and an https address',
    ({ links = [] }) => links.every(({ label, url }) => isText(label) && HTTPS.test(url)),
  ],
  ['a link has a known type', ({ links = [] }) => links.every(({ type }) => isOneOf(type, 'absolute', 'smart'))],
  ['a link has no appContext', ({ links = [] }) => links.every((link) => !('appContext' in link))],
  ['no placeholder is left', (card) => !/[{}]/.test([card.summary, card.detail].join())],
];

function broken<T>(rules: readonly Rule<T>[], subject: T, context: RuleContext): readonly string[] {
  return rules.filter(([, holds]) => !holds(subject, context)).map(([rule]) => rule);
}

/** The rules of CDS Hooks that a card breaks. */
export function brokenRules(card: Card, context: RuleContext): readonly string[] {
  return [
    ...broken(cardRules, card, context),
    ...(card.suggestions ?? []).flatMap((suggestion) => broken(suggestionRules, suggestion, context)),
  ];
}
