import { type CardTemplate, describeShown, type Shown } from './card-template.ts';
import { valueSetsOf } from './expression-references.ts';
import { shortened } from './expression-text.ts';
import { successorOf } from './in-force.ts';
import type { Knowledge } from './knowledge.ts';
import { choiceIn, expressionsOf, type NamedExpression, type Policy, type PolicyAction } from './policy.ts';

/** Most codes of a set that are written out. */
const MOST_CODES = 12;

const lastPart = (url: string) => url.slice(url.lastIndexOf('/') + 1);
const paragraphs = (parts: readonly string[]) => parts.filter((part) => part !== '').join('\n\n');

function dates(policy: Policy, policies: readonly Policy[]): string {
  const { status, isActive, period, approvalDate, lastReviewDate } = policy;
  const next = successorOf(policy, policies);
  const days = [
    `status ${status}`,
    period.start && `${isActive ? 'in force ' : ''}from ${period.start}`,
    next && `until version ${next.version} takes over on ${next.from}`,
    period.end && `ended or ends on ${period.end}`,
    approvalDate && `approved ${approvalDate}`,
    lastReviewDate && `last reviewed ${lastReviewDate}`,
  ];
  return days.filter((day) => day !== undefined).join(', ');
}

function expressionLine({ name, text, choice }: NamedExpression): string {
  const own = name === text ? '' : `**${name}**: `;
  return `- ${own}\`${shortened(text)}\`${choice === undefined ? '' : `\n  Beyond the policy's text: ${choice}`}`;
}

function shownIf(part: Shown): string {
  const text = describeShown(part);
  return text === undefined ? '' : `*(${text})* `;
}

function cardText(card: CardTemplate, { overrideReasons }: Knowledge): string {
  const reasons = card.overrideReasons.map((code) => `${code} (${overrideReasons.get(code)?.display ?? 'unknown'})`);
  return [
    `- indicator: ${card.indicator}`,
    `- summary: ${card.summary}`,
    ...(card.variants ?? []).map(
      ({ when, ...variant }) => `- if ${when}: ${variant.summary ?? variant.indicator ?? variant.source?.label ?? ''}`,
    ),
    ...card.detail.map((part) => `- says: ${shownIf(part)}${part.text.replace(/^- /, '')}`),
    ...(card.links ?? []).map((link) => `- link: ${shownIf(link)}${link.label}, ${link.url}`),
    ...(card.suggestions ?? []).map((suggestion) => `- suggests: ${shownIf(suggestion)}${suggestion.label}`),
    `- source: ${card.source.label}${card.source.url === undefined ? '' : `, ${card.source.url}`}; topic ${card.source.topic}`,
    `- override reasons: ${reasons.join('; ')}`,
  ].join('\n');
}

function actionText(
  { id, title, hooks, conditions, card, choice }: PolicyAction,
  at: number,
  knowledge: Knowledge,
): string {
  const always = at === 0 ? 'Always.' : 'Always, if no answer above it was given.';
  const template = knowledge.cards.get(card);
  return paragraphs([
    `### ${at + 1}. ${title} (\`${id}\`)`,
    `On ${hooks.join(' and ')}; card \`${card}\`.${choice === undefined ? '' : ` Beyond the policy's text: ${choice}`}`,
    conditions.length === 0 ? always : conditions.map(expressionLine).join('\n'),
    template ? cardText(template, knowledge) : '',
  ]);
}

/** The parts of `compose.include` of a ValueSet. */
function includedIn(url: string, { resources }: Knowledge) {
  return [...resources.values()].flatMap((resource) =>
    resource.resourceType === 'ValueSet' && resource.url === url ? resource.compose.include : [],
  );
}

/** Some of a list, and how many more there are. */
function abbreviated(codes: readonly string[]): readonly string[] {
  const more = codes.length > MOST_CODES ? [`${codes.length - MOST_CODES} more`] : [];
  return [...codes.slice(0, MOST_CODES), ...more];
}

/** A code, filter or name that goes beyond the policy's own text. */
interface Choice {
  readonly of: string;
  readonly why: string | undefined;
}

/** One line for each reason to go beyond the policy's own text. */
function choiceLines(choices: readonly Choice[]): readonly string[] {
  const byReason = Map.groupBy(choices, ({ why }) => why);
  return [...byReason].flatMap(([why, those]) =>
    why === undefined
      ? []
      : [`  Beyond the policy's text: ${abbreviated(those.map((one) => one.of)).join(', ')}. ${why}`],
  );
}

function choicesOfCodes(url: string, knowledge: Knowledge): readonly Choice[] {
  return includedIn(url, knowledge).flatMap(({ system, concept = [], filter = [], extension }) => {
    const ofAll = choiceIn(extension);
    const some = [
      ...concept.map(({ code, extension: own }) => ({ of: code, why: choiceIn(own) ?? ofAll })),
      ...filter.map(({ op, value, extension: own }) => ({ of: `${op} ${value}`, why: choiceIn(own) ?? ofAll })),
    ];
    return some.length === 0 ? [{ of: `every code of ${system}`, why: ofAll }] : some;
  });
}

function codesText(url: string, knowledge: Knowledge): string {
  const codes = includedIn(url, knowledge).flatMap(({ concept = [] }) => concept.map(({ code }) => code));
  const filters = knowledge.codeSets.get(url)?.enumerable === false ? ['codes by filter'] : [];
  const text = `- codes \`${lastPart(url)}\`: ${[...abbreviated(codes), ...filters].join(', ')}`;
  return [text, ...choiceLines(choicesOfCodes(url, knowledge))].join('\n');
}

function namesText(url: string, { namesOf }: Knowledge): string {
  const names = namesOf.get(url) ?? [];
  const shown = (role: string) => names.filter((name) => name.role === role).map(({ display }) => display);
  const lookAlikes = shown('look-alike');
  const others = lookAlikes.length === 0 ? '' : `. Not meant: ${lookAlikes.join('; ')}`;
  const text = `- names \`${lastPart(url)}\`: ${shown('name').join('; ')}${others}`;
  return [text, ...choiceLines(names.map(({ display, choice }) => ({ of: display, why: choice })))].join('\n');
}

function vocabularyText(policy: Policy, knowledge: Knowledge): string {
  const expressions = expressionsOf(policy);
  const sets = new Set(expressions.flatMap(valueSetsOf));
  const names = new Set(expressions.flatMap(({ nameSystems }) => nameSystems));
  return [
    ...[...sets].map((url) => codesText(url, knowledge)),
    ...[...names].map((url) => namesText(url, knowledge)),
  ].join('\n');
}

/** A policy as a person reads it, in Markdown: whose it is, when it applies, what it answers, its facts, codes and names. */
export function describePolicy(policy: Policy, knowledge: Knowledge): string {
  const { title, id, version, publisher, description, sources, scope, facts, actions } = policy;
  return `${paragraphs([
    `# ${title}`,
    `Policy \`${id}\`, version ${version}: ${dates(policy, knowledge.policies)}. Published by: ${publisher}.`,
    description,
    sources.map(({ display, url }) => `- source: ${display}${url === undefined ? '' : `, ${url}`}`).join('\n'),
    '## When an order is its subject',
    scope.map(expressionLine).join('\n'),
    '## What it answers: the first that is met',
    ...actions.map((action, at) => actionText(action, at, knowledge)),
    facts.length === 0 ? '' : '## Facts it asks for',
    facts.map(expressionLine).join('\n'),
    '## Codes and names',
    vocabularyText(policy, knowledge),
  ])}\n`;
}

/** A page for each version of each policy, by file name. */
export function policyPages(knowledge: Knowledge): ReadonlyMap<string, string> {
  const { policies } = knowledge;
  const isOnly = ({ id }: Policy) => policies.filter((other) => other.id === id).length === 1;
  return new Map(
    policies.map((policy) => [
      `${policy.id}${isOnly(policy) ? '' : `-${policy.version}`}.md`,
      describePolicy(policy, knowledge),
    ]),
  );
}
