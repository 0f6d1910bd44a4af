import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { FactDefinition } from '../decision/facts.ts';
import { RequestError } from '../errors.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import { type Policy, versionKey } from '../policies/policy.ts';
import type { PlanDefinition } from '../policies/resource-shapes.ts';
import type { Questionnaire } from '../questionnaires/questionnaire-shape.ts';
import type { Rules } from '../rules.ts';
import type { Page } from './layout.ts';
import { answerSection, conditionView } from './policy/answers.ts';
import type { PolicyCases } from './policy/cases.ts';
import { codeRows, nameRows, planOf } from './policy/content.ts';
import { type SourceAttribute, sourceAttributesOf } from './policy/source-attributes.ts';
import { statusOf } from './policy/status.ts';
import { attributesView, casesView, codesView, namesView } from './policy/tables.ts';
import { shownOf, versionLinks } from './policy/version.ts';
import { formsOf } from './questionnaire-page.ts';

/** Requested policy and version. */
export interface AskedPolicy {
  readonly id: string;
  /** Undefined for the version in force. */
  readonly version: string | undefined;
  /** YYYY-MM-DD. */
  readonly today: string;
}

/** A version of a policy with its PlanDefinition. Throws RequestError `not-found`. */
function find({ id, version, today }: AskedPolicy, knowledge: Knowledge) {
  const versions = knowledge.policies.filter((one) => one.id === id);
  const policy = version === undefined ? shownOf(versions, today) : versions.find((one) => one.version === version);
  const plan = policy && planOf(policy, knowledge);
  if (!policy || !plan) throw new RequestError('not-found');
  return { policy, plan, others: versions.filter((one) => one !== policy) };
}

const hashOf = ({ id, version }: Policy, { fingerprint }: Rules['knowledge']) =>
  fingerprint.policies.get(versionKey(id, version));

/** The source attributes of a policy as JSON. Throws RequestError `not-found`. */
export function attributesJson(asked: AskedPolicy, { knowledge }: Rules, facts: readonly FactDefinition[]) {
  const { policy, plan } = find(asked, knowledge);
  const attributes: readonly SourceAttribute[] = sourceAttributesOf(policy, plan, knowledge, facts);
  return {
    policy: policy.id,
    version: policy.version,
    contentHash: hashOf(policy, knowledge),
    attributes,
  };
}

function glance({
  publisher,
  useContext = [],
  version,
  date,
  approvalDate,
  lastReviewDate,
  effectivePeriod,
}: PlanDefinition): VNode {
  const rows = [
    ['Publisher', publisher],
    ['For', useContext.map(({ valueCodeableConcept: { text = '' } }) => text).join('; ')],
    ['In force from', effectivePeriod?.start],
    ['In force until', effectivePeriod?.end],
    ['Approved', approvalDate],
    ['Last reviewed', lastReviewDate],
    ['Version of these files', `${version}${date === undefined ? '' : `, ${date}`}`],
  ].filter(([, value]) => value !== undefined && value !== '');
  return html`<dl class="panel glance">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function sources({ relatedArtifact = [] }: PlanDefinition): VNode {
  return html`
    <ul class="sources">
      ${relatedArtifact.map(
        ({ display, url }) =>
          html`<li>${url === undefined ? display : html`<a href=${url} rel="noopener">${display}</a>`}</li>`,
      )}
    </ul>
  `;
}

const SECTIONS = [
  ['answers', 'Answers'],
  ['forms', 'Forms'],
  ['subject', 'Subject'],
  ['codes', 'Codes'],
  ['names', 'Names'],
  ['facts', 'Facts'],
  ['cases', 'Cases'],
  ['attributes', 'Source attributes'],
] as const;

const section = (id: (typeof SECTIONS)[number][0], content: unknown) => html`
  <section id=${id} aria-labelledby=${`${id}-title`}>
    <h2 id=${`${id}-title`}>${SECTIONS.find(([one]) => one === id)?.[1]}</h2>
    ${content}
  </section>
`;

const formList = (forms: readonly Questionnaire[]) => html`
  <ul>
    ${forms.map(
      ({ id, version, title }) => html`
        <li><a href=${`/questionnaires/${id}?version=${encodeURIComponent(version)}`}>${title}</a> <span class="quiet">version ${version}</span></li>
      `,
    )}
  </ul>
`;

/** Input for a policy page. */
interface PolicyView {
  readonly rules: Rules;
  readonly facts: readonly FactDefinition[];
  /** Undefined where the installation holds no case files. */
  readonly cases: PolicyCases | undefined;
  /** Sites with the mode of the policy there; undefined where strangers may read the page, since it names who calls. */
  readonly modes: readonly SiteMode[] | undefined;
}

/** Mode of the policy at a site, with the changes that are to come. */
export interface SiteMode {
  readonly site: string;
  readonly mode: string;
}

/** `GET /policies/{id}`: the evidence behind the cards of a policy. Throws RequestError `not-found`. */
export function policyPage(asked: AskedPolicy, { rules: { knowledge }, facts, cases, modes }: PolicyView): Page {
  const { policy, plan, others } = find(asked, knowledge);
  const status = statusOf(policy, asked.today, knowledge.policies);
  const attributes = sourceAttributesOf(policy, plan, knowledge, facts);
  const forms = formsOf(policy.file, knowledge);
  const sections = SECTIONS.filter(([one]) => one !== 'forms' || forms.length > 0);
  return {
    title: policy.title,
    section: '/policies',
    styles: ['card.css', 'policy.css'],
    content: html`
      <div class="intro">
        <p><a href="/policies">Policies</a></p>
        <h1>${policy.title}</h1>
        <p>
          <span class=${`badge ${status.kind}`}>${status.words}</span>
          ${others.length > 0 && html` <span class="quiet">Other versions: ${versionLinks(others, asked.today, knowledge.policies)}</span>`}
        </p>
        <p>${plan.description}</p>
        ${modes && html`<p class="quiet">At the sites of this server: ${modes.map(({ site, mode }) => `${site} ${mode}`).join('; ')}</p>`}
      </div>
      <div class="policy-page">
        <nav class="contents" aria-label="On this page">
          <ul>${sections.map(([one, title]) => html`<li><a href=${`#${one}`}>${title}</a></li>`)}</ul>
        </nav>
        <div>
          ${glance(plan)} ${sources(plan)}
          ${section(
            'answers',
            policy.actions.map((action) => answerSection(policy, action, knowledge, cases)),
          )}
          ${forms.length > 0 && section('forms', formList(forms))}
          ${section('subject', html`<div class="panel"><p>An order is the subject of this policy if</p><ul class="conditions">${policy.scope.map(conditionView)}</ul></div>`)}
          ${section('codes', codesView(codeRows(policy, knowledge)))}
          ${section('names', namesView(nameRows(policy, knowledge)))}
          ${section('facts', html`<details class="panel list"><summary><strong>Named findings that answers and cards hang on</strong> <span class="quiet">${policy.facts.length}</span></summary><ul class="conditions">${policy.facts.map(conditionView)}</ul></details>`)}
          ${section('cases', cases ? casesView(cases) : html`<p class="quiet">This installation holds no case files.</p>`)}
          ${section(
            'attributes',
            html`
              <p>
                The source attributes of an evidence-based intervention, as far as the source states them. The same as${' '}
                <a href=${`/policies/${policy.id}/source-attributes?version=${policy.version}`}>JSON</a>.
              </p>
              ${attributesView(attributes)}
            `,
          )}
          <p class="quiet">Content hash: <code>${hashOf(policy, knowledge)}</code></p>
        </div>
      </div>
    `,
  };
}
