import type { Decision } from '../decision/decide.ts';
import type { Card, Coding, Suggestion } from '../hooks/card.ts';
import type { CrdOptions, CrdTopic, CrdVersion } from '../hooks/crd-request.ts';
import type { Statement } from '../policies/adoption-shape.ts';
import type { CardTemplate } from '../policies/card-template.ts';
import { ASSERTED } from '../policies/policy.ts';
import { markdown } from './escape.ts';
import { fillSummary } from './fill.ts';
import { labelOf } from './order-label.ts';
import { cardOf, type DecidedCard, type ResponseContext } from './respond.ts';
import { suggest } from './suggest.ts';

/** Code systems of the topics (CRD Response Types). */
const TOPIC_SYSTEMS: Readonly<Record<CrdVersion, string>> = {
  '2.0': 'http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp',
  '2.1': 'http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp',
  '2.2': 'http://terminology.hl7.org/CodeSystem/cdshooks-card-type',
};

/** Context of cards for a CRD client. */
interface CrdCardContext extends Omit<ResponseContext, 'topicSystem' | 'profile'> {
  readonly options: CrdOptions;
  /** YYYY-MM-DD. */
  readonly today: string;
  /** True on a hook whose orders are still drafts, so that others may take their place. */
  readonly areDrafts: boolean;
  /** True if the call asks about several orders, so that each card says which it speaks of. */
  readonly areSeveral: boolean;
}

/** A decision, and who speaks on it: the payer of the order's Coverage, and what that payer asserts. */
export interface SpokenDecision {
  readonly decision: Decision;
  /** The insurer's name; undefined where the order has no Coverage of a payer spoken for. */
  readonly label: string | undefined;
  readonly statement: Statement | undefined;
}

type Content = Pick<Card, 'summary' | 'detail' | 'indicator'> & Partial<Card>;

/** A card in the shape of CRD: under a topic of CRD, in the insurer's name, tied to its order (CRD dev-24, dev-25, resp-4, resp-5). */
function crdCard(
  content: Content,
  topic: CrdTopic,
  { decision, label }: SpokenDecision,
  { options, newUuid, areSeveral }: CrdCardContext,
): Card {
  const { reference } = decision.order;
  const order = areSeveral ? `**${markdown(labelOf(decision))}**` : undefined;
  const detail = [order, content.detail].filter((part) => part !== undefined).join('\n\n');
  const coding: Coding = { system: TOPIC_SYSTEMS[options.version], code: topic };
  return {
    ...content,
    uuid: newUuid(),
    ...(detail === '' ? {} : { detail }),
    source: { ...content.source, label: label ?? content.source?.label ?? 'Coverage policy', topic: coding },
    ...(reference === undefined ? {} : { extension: { 'davinci-crd.associated-resource': [{ reference }] } }),
  };
}

/**
 * The topic of the policy's own card: that of contraindications for a safety stop, which no other option of a client takes away
 * (CRD dev-5); else as the payer says, or in place of coverage information.
 */
function topicOfPolicyCard(
  { indicator }: Card,
  statement: Statement | undefined,
  options: CrdOptions,
): CrdTopic | undefined {
  if (indicator === 'critical') return 'contraindication';
  return statement?.card ?? (options.isOn('coverage-info') ? undefined : 'guideline');
}

/** The decision as a card tells of it: beside coverage information none says how the order is covered. */
function asTold({ decision, statement }: SpokenDecision, { options }: CrdCardContext): Decision {
  if (!statement || !options.isOn('coverage-info')) return decision;
  return { ...decision, findings: new Map(decision.findings).set(ASSERTED, { truth: 'met', values: [] }) };
}

/** The policy's own card as an External Reference or Instructions: nothing to accept, since a mere removal is no alternative. */
function policyCard(template: CardTemplate, spoken: SpokenDecision, context: CrdCardContext): readonly Card[] {
  const whole = cardOf(template, asTold(spoken, context), { ...context, topicSystem: '' });
  const { suggestions: _, selectionBehavior: __, ...content } = whole;
  const topic = topicOfPolicyCard(whole, spoken.statement, context.options);
  if (topic === undefined || !context.options.isOn(topic)) return [];
  return [crdCard(content, topic, spoken, context)];
}

/** Link to the payer's policy section: an External Reference. */
function sectionCard(spoken: SpokenDecision, context: CrdCardContext): readonly Card[] {
  const { decision, statement } = spoken;
  if (!statement || !context.options.isOn('guideline')) return [];
  const { label, url, summary } = statement.section;
  const content: Content = {
    summary: fillSummary(`${label}: “{order}”`, decision),
    detail: summary,
    indicator: 'info',
    links: [{ label, url, type: 'absolute' }],
  };
  return [crdCard(content, 'guideline', spoken, context)];
}

/** The suggestion with the created order as CRD's profiles want it. */
function inProfile(suggestion: Suggestion, { order }: Decision, today: string): Suggestion {
  const { requester, insurance } = order.resource;
  const added = { authoredOn: today, requester, ...(insurance === undefined ? {} : { insurance }) };
  const actions = suggestion.actions.map((action) =>
    action.type === 'create' ? { ...action, resource: { ...action.resource, ...added } } : action,
  );
  return { ...suggestion, actions };
}

/** Another order in place of a draft: of the same kind, since CRD has no other alternative. */
function alternativeCard(template: CardTemplate, spoken: SpokenDecision, context: CrdCardContext): readonly Card[] {
  const { decision } = spoken;
  const { resourceType, requester } = decision.order.resource;
  if (!context.areDrafts || !requester || !context.options.isOn('therapy-alternatives-opt')) return [];
  const fitting = (template.suggestions ?? []).filter(({ create }) => create?.resourceType === resourceType);
  const suggestions = suggest(fitting, decision, context.subject, context.newUuid).map((suggestion) =>
    inProfile(suggestion, decision, context.today),
  );
  if (suggestions.length === 0) return [];
  const actions = suggestions.flatMap((suggestion) => suggestion.actions);
  const content: Content = {
    summary: fillSummary('Another order can take its place: “{order}”', decision),
    detail: actions.map(({ description }) => `- ${markdown(description)}`).join('\n'),
    indicator: 'info',
    suggestions,
    selectionBehavior: 'at-most-one',
  };
  return [crdCard(content, 'therapy-alternatives-opt', spoken, context)];
}

function cardsFor(spoken: SpokenDecision, context: CrdCardContext): readonly Card[] {
  const { outcome } = spoken.decision;
  const template = outcome.kind === 'applies' ? context.knowledge.cards.get(outcome.action.card) : undefined;
  if (!template) return [];
  return [
    ...policyCard(template, spoken, context),
    ...sectionCard(spoken, context),
    ...alternativeCard(template, spoken, context),
  ];
}

/**
 * Limits the cards to as many as the client wishes, but for safety stops: the wish must not hide a danger. Thousands may come, so no
 * more are held beside the stops than the client wishes.
 */
function* withinLimit(
  cards: Iterable<DecidedCard | undefined>,
  most: number,
): Generator<DecidedCard | undefined, void> {
  const isStop = ({ card }: DecidedCard) => card.indicator === 'critical';
  const held: DecidedCard[] = [];
  let stops = 0;
  for (const decided of cards) {
    yield;
    if (!decided) continue;
    if (isStop(decided)) stops += 1;
    if (isStop(decided) || held.length - stops < most) held.push(decided);
  }
  let room = Math.max(0, most - stops);
  yield* held.filter((decided) => isStop(decided) || room-- > 0);
}

/** The cards of each decision in turn; undefined between two of them. */
function* inTurn(spoken: readonly SpokenDecision[], context: CrdCardContext): Generator<DecidedCard | undefined, void> {
  for (const one of spoken) {
    yield;
    for (const card of cardsFor(one, context)) yield { decision: one.decision, card };
  }
}

/**
 * The cards for a CRD client: the policy's section, an alternative, what is to be recorded, and the safety stop. None repeats
 * what coverage-information says (CRD resp-12, resp-25). Undefined between them, so that whoever takes them may pause.
 */
export function crdCards(
  spoken: readonly SpokenDecision[],
  context: CrdCardContext,
): Iterable<DecidedCard | undefined> {
  const cards = inTurn(spoken, context);
  const { maxCards } = context.options;
  return maxCards === undefined ? cards : withinLimit(cards, maxCards);
}
