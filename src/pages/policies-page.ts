import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { counted } from '../counted.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import type { Policy } from '../policies/policy.ts';
import type { Rules } from '../rules.ts';
import type { Page } from './layout.ts';
import { codeRows, nameRows, planOf } from './policy/content.ts';
import { statusOf } from './policy/status.ts';
import { shownOf, versionLinks } from './policy/version.ts';

function policyItem(policy: Policy, knowledge: Knowledge, today: string): VNode | false {
  const plan = planOf(policy, knowledge);
  if (!plan) return false;
  const status = statusOf(policy, today, knowledge.policies);
  const others = knowledge.policies.filter((other) => other.id === policy.id && other !== policy);
  const codes = codeRows(policy, knowledge).filter(({ isOfOrder }) => isOfOrder).length;
  const names = nameRows(policy, knowledge).filter(({ isOfOrder, role }) => isOfOrder && role === 'name').length;
  return html`
    <li class="panel policy-item">
      <h2><a href=${`/policies/${policy.id}`}>${policy.title}</a></h2>
      <p><span class=${`badge ${status.kind}`}>${status.words}</span> <span class="quiet">${policy.publisher}</span></p>
      <p>${plan.description}</p>
      <ul class="answers">
        ${policy.actions.map(({ id, title }) => html`<li><a href=${`/policies/${policy.id}#${id}`}>${title}</a></li>`)}
      </ul>
      <p class="quiet">Version ${policy.version} · ${counted(codes, 'code')} · ${counted(names, 'name')}</p>
      ${others.length > 0 && html`<p class="quiet">Other versions: ${versionLinks(others, today, knowledge.policies)}</p>`}
    </li>
  `;
}

/** `GET /policies`: every policy, with what it is and whether it is in force. `today` is YYYY-MM-DD. */
export function policiesPage({ knowledge }: Rules, today: string): Page {
  const { policies, fingerprint } = knowledge;
  const shown = [...Map.groupBy(policies, ({ id }) => id).values()].flatMap((all) => shownOf(all, today) ?? []);
  return {
    title: 'Policies',
    section: '/policies',
    styles: ['policy.css'],
    content: html`
      <div class="intro">
        <h1>Policies</h1>
        <p>What this server judges orders by: on whose authority, since when, by which codes and names, and what it answers.</p>
      </div>
      <ul class="policy-list">
        ${shown.map((policy) => policyItem(policy, knowledge, today))}
      </ul>
      <p class="quiet">
        The same for programs, as FHIR resources: <a href="/fhir/PlanDefinition">/fhir/PlanDefinition</a>, and all else under${' '}
        <a href="/fhir/metadata">/fhir</a>. Content hash of all knowledge: <code>${fingerprint.knowledge}</code>
      </p>
    `,
  };
}
