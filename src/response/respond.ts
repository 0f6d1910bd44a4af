import type { Decision } from '../decision/decide.ts';
import type { Card } from '../hooks/card.ts';
import type { HookRequest } from '../hooks/request.ts';
import type { CardTemplate } from '../policies/card-template.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import { ENDED } from '../policies/policy.ts';
import type { CardProfile } from '../sites/site.ts';
import { forEpic } from './epic-cards.ts';
import { fillParts, fillSummary, isShown } from './fill.ts';
import { suggest } from './suggest.ts';

/** Dependencies of turning decisions into cards. */
export interface ResponseContext {
  readonly knowledge: Knowledge;
  readonly subject: Pick<HookRequest, 'patientId'>;
  /** Code system of `source.topic`. */
  readonly topicSystem: string;
  readonly profile: CardProfile;
  readonly newUuid: () => string;
  /** Base address for readers of cards: the source of a card leads to the page of its policy. */
  readonly publicAddress?: string | undefined;
}

/** The section of a policy's page that holds the answer of a decision (src/pages/policy-page.ts). */
function evidenceAddress(publicAddress: string, { policy, outcome }: Decision): string {
  const section = outcome.kind === 'applies' ? `#${outcome.action.id}` : '';
  return `${publicAddress}/policies/${policy.id}${section}`;
}

/** Says that the policy's version has ended, unless the card says so in its own words. */
function endNotice({ detail }: CardTemplate, { policy, ended }: Decision): CardTemplate['detail'] {
  if (ended === undefined || detail.some(({ when }) => when === ENDED)) return [];
  const text = `This version of the policy (${policy.version}) ended on ${ended}; no later version is held here.`;
  return [{ text }];
}

const NOT_READ_WHOLE = 'The text of this order is longer than is read; the rest was not looked at.';

/** The card of a template, filled for a decision. */
export function cardOf(
  template: CardTemplate,
  decision: Decision,
  { knowledge, subject, topicSystem, newUuid, publicAddress }: Omit<ResponseContext, 'profile'>,
): Card {
  const variant = template.variants?.find((candidate) => isShown(candidate, decision));
  const source = variant?.source ?? template.source;
  const url = publicAddress === undefined ? source.url : evidenceAddress(publicAddress, decision);
  const suggestions = suggest(template.suggestions ?? [], decision, subject, newUuid);
  const parts = [...template.detail, ...endNotice(template, decision)];
  const filled = fillParts(parts, decision, knowledge.missingWords);
  const detail = decision.order.description.readWhole ? filled : [filled, NOT_READ_WHOLE].filter(Boolean).join('\n\n');
  const links = (template.links ?? []).filter((link) => isShown(link, decision));
  return {
    uuid: newUuid(),
    summary: fillSummary(variant?.summary ?? template.summary, decision),
    ...(detail === '' ? {} : { detail }),
    indicator: variant?.indicator ?? template.indicator,
    source: {
      label: source.label,
      ...(url === undefined ? {} : { url }),
      topic: { system: topicSystem, code: source.topic },
    },
    ...(suggestions.length === 0 ? {} : { suggestions, selectionBehavior: 'at-most-one' as const }),
    overrideReasons: template.overrideReasons.flatMap((code) => knowledge.overrideReasons.get(code) ?? []),
    ...(links.length === 0
      ? {}
      : { links: links.map(({ label, url }) => ({ label, url, type: 'absolute' as const })) }),
  };
}

function inProfile(card: Card, { outcome }: Decision, { profile, newUuid }: ResponseContext): Card {
  return profile === 'epic' && outcome.kind === 'applies' ? forEpic(card, outcome.action.id, newUuid) : card;
}

/** A card and the decision it speaks for. */
export interface DecidedCard {
  readonly decision: Decision;
  readonly card: Card;
}

/**
 * One card for each decision that applies, in the shape that the client's profile asks for; undefined for the others, so that
 * whoever takes the cards may pause. Deterministic but for the ids.
 */
export function* respond(
  decisions: readonly Decision[],
  context: ResponseContext,
): Generator<DecidedCard | undefined, void> {
  for (const decision of decisions) {
    const { outcome } = decision;
    const template = outcome.kind === 'applies' ? context.knowledge.cards.get(outcome.action.card) : undefined;
    const card = template && cardOf(template, decision, context);
    yield card && { decision, card: inProfile(card, decision, context) };
  }
}
