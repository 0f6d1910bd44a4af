import { epicTopic } from './card-template.ts';
import type { Knowledge } from './knowledge.ts';
import type { Policy, PolicyAction } from './policy.ts';

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** A topic under which a card of an action comes. */
interface CardTopic {
  readonly topic: string;
  /** The topic with `cards: epic`. */
  readonly epic: string;
  readonly policy: Policy;
  readonly action: PolicyAction;
}

/** The topics of all cards, by policy and action. */
export function topicsOf({ policies, cards }: Pick<Knowledge, 'policies' | 'cards'>): readonly CardTopic[] {
  return policies.flatMap((policy) =>
    policy.actions.flatMap((action) => {
      const card = cards.get(action.card);
      const topics = card
        ? [...new Set([card.source.topic, ...(card.variants ?? []).flatMap(({ source }) => source?.topic ?? [])])]
        : [];
      return topics.map((topic) => ({ topic, epic: epicTopic(topic, action.id), policy, action }));
    }),
  );
}

const topicRows = (knowledge: Knowledge) =>
  topicsOf(knowledge).map(({ topic, epic, policy, action }) => [
    `\`${topic}\``,
    `\`${epic}\``,
    policy.id,
    action.title,
  ]);

/** The tables that integrators need of all cards, in Markdown: topics, override reasons, and the hosts of links. */
export function describeCards(knowledge: Knowledge): string {
  const { cards, overrideReasons } = knowledge;
  const reasons = [...overrideReasons.values()].map(({ code, system, display }) => {
    const users = [...cards]
      .filter(([, card]) => card.overrideReasons.includes(code))
      .map(([name]) => name.replace(/^cards\/|\.yaml$/g, ''));
    return [`\`${code}\``, display, system, users.join(', ')];
  });
  const urls = [...cards.values()].flatMap(({ links = [], source, variants = [] }) => [
    ...links.map(({ url }) => url),
    ...[source, ...variants.flatMap((variant) => variant.source ?? [])].flatMap(({ url }) => url ?? []),
  ]);
  const hosts = [...new Set(urls.map((url) => new URL(url).host))].toSorted();
  return `# The cards, for integrators

Generated from the knowledge by \`npm run generate\`.

## Topics

\`source.topic.code\` is the same for every card of a finding, and never changes with a version. With \`cards: epic\` each finding has
its own.

${table(['topic', 'with `cards: epic`', 'policy', 'finding'], topicRows(knowledge))}

## Override reasons

${table(['code', 'words', 'system', 'cards'], reasons)}

## Links

All are absolute. They lead to: ${hosts.map((host) => `\`${host}\``).join(', ')}.
`;
}
