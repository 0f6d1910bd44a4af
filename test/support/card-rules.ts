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
type Rule<T> = readonly [id: string, holds: (subject: T, context: RuleContext) => boolean];

const draftOf = ({ drafts }: RuleContext, reference: string) =>
  drafts.find(({ resourceType, id }) => `${String(resourceType)}/${String(id)}` === reference);

const suggestionRules: readonly Rule<Suggestion>[] = [
  ['S1', ({ label }) => isText(label)],
  ['S2', ({ uuid }) => UUID.test(uuid)],
  ['S4', ({ actions }) => actions.length > 0],
  ['S6', (suggestion) => !('actionSelectionBehavior' in suggestion)],
  ['S7', ({ actions }) => actions.every(({ type }) => isOneOf(type, 'create', 'update', 'delete'))],
  ['S8', ({ actions }) => actions.every(({ description }) => isText(description) && !/[<>[\]{}]/.test(description))],
  [
    'S9',
    ({ actions }, { patientId }) =>
      actions.every(
        (action) =>
          action.type !== 'create' ||
          (isText(action.resource['resourceType']) &&
            asObject(action.resource['subject'])?.['reference'] === `Patient/${patientId}`),
      ),
  ],
  [
    'S10',
    ({ actions }, context) =>
      actions.every(
        (action) =>
          action.type !== 'update' ||
          draftOf(context, `${String(action.resource['resourceType'])}/${String(action.resource['id'])}`) !== undefined,
      ),
  ],
  [
    'S11',
    ({ actions }, context) =>
      actions.every(
        (action) =>
          action.type !== 'delete' || (!('resource' in action) && draftOf(context, action.resourceId) !== undefined),
      ),
  ],
];

const cardRules: readonly Rule<Card>[] = [
  ['G3 G4', (card) => emptiesIn(card).length === 0],
  ['C3', ({ uuid }) => UUID.test(uuid)],
  ['C4', ({ summary }) => isText(summary) && summary.length <= 139 && !/[\r\n]/.test(summary)],
  ['C5 C6', ({ detail }) => detail === undefined || (isText(detail) && !/<[a-z/!]/i.test(detail))],
  ['C7', ({ indicator }) => isOneOf(indicator, 'info', 'warning', 'critical')],
  ['C8 C12', ({ source }) => isText(source.label)],
  ['C9', ({ source }) => source.url === undefined || HTTPS.test(source.url)],
  ['C10', ({ source }) => !('icon' in source)],
  ['C11 C18', ({ source }) => isText(source.topic.code) && HTTPS.test(source.topic.system)],
  ['C13', ({ suggestions, selectionBehavior }) => (suggestions === undefined) === (selectionBehavior === undefined)],
  ['C14', ({ selectionBehavior }) => isOneOf(selectionBehavior, undefined, 'at-most-one', 'any')],
  [
    'C15 C18',
    ({ overrideReasons = [] }) =>
      overrideReasons.every(({ code, system, display }) => [code, system, display].every(isText)),
  ],
  ['C16', ({ overrideReasons = [] }) => overrideReasons.every(({ system }) => REASON_SYSTEMS.includes(system))],
  ['S3', ({ suggestions = [] }) => suggestions.filter((suggestion) => 'isRecommended' in suggestion).length <= 1],
  ['L1', ({ links = [] }) => links.every(({ label, url }) => isText(label) && HTTPS.test(url))],
  ['L2', ({ links = [] }) => links.every(({ type }) => isOneOf(type, 'absolute', 'smart'))],
  ['L3', ({ links = [] }) => links.every((link) => !('appContext' in link))],
  ['no placeholder is left', (card) => !/[{}]/.test([card.summary, card.detail].join())],
];

function broken<T>(rules: readonly Rule<T>[], subject: T, context: RuleContext): readonly string[] {
  return rules.filter(([, holds]) => !holds(subject, context)).map(([id]) => id);
}

/** The rules of CDS Hooks that a card breaks. */
export function brokenRules(card: Card, context: RuleContext): readonly string[] {
  return [
    ...broken(cardRules, card, context),
    ...(card.suggestions ?? []).flatMap((suggestion) => broken(suggestionRules, suggestion, context)),
  ];
}
