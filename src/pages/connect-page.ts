import type { Request } from 'express';
import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { type AnsweredCall, answerCall, type Ports } from '../answer/answer-call.ts';
import { callAt, checkToken } from '../auth/check-token.ts';
import { REFUSAL_MEANINGS } from '../auth/refusal.ts';
import type { Config } from '../config.ts';
import { callDay } from '../decision/order-day.ts';
import { RequestError } from '../errors.ts';
import { serviceId } from '../hooks/discovery.ts';
import type { Hook } from '../hooks/hook.ts';
import { hookOf } from '../hooks/hooks.ts';
import { orderSign } from '../hooks/order-sign.ts';
import { calledAddress } from '../http/base-address.ts';
import { parseRequest } from '../http/read-json.ts';
import { asObject } from '../json.ts';
import { OFFER } from '../offer.ts';
import { activeIds } from '../policies/in-force.ts';
import type { SiteRules } from '../rules.ts';
import type { Site } from '../sites/site.ts';
import { type Remark, remarksOn, strippedIn } from './connect/request-check.ts';
import { epicSheet, generalBase, generalSheet, sandboxSheet, siteSheet } from './connect/sheet.ts';
import { type Fields, fieldOf } from './fields.ts';
import type { Page } from './layout.ts';
import { TRY_SITE } from './try/try-site.ts';

/** Dependencies of the page. */
interface ConnectDeps extends Omit<Ports, 'rules'> {
  readonly rules: () => SiteRules;
  readonly config: Config;
  readonly sites: readonly Site[];
}

/** Results of the page's checks, if requested. */
interface Checked {
  readonly token?: VNode;
  readonly request?: VNode;
  /** The request as it was pasted. */
  readonly pasted?: string;
}

/** The site, if it is the only one: then all calls are its calls. */
const onlyOf = (sites: SiteRules['sites']) => (sites.size === 1 ? [...sites.values()][0] : undefined);

const baseOf = (request: Request, { config }: ConnectDeps) => config.publicAddress ?? calledAddress(request);

function tokenForm(base: string, result: VNode | undefined): VNode {
  return html`
    <form id="token" method="post" action="/connect/token#token" class="panel">
      <h2>Check a token</h2>
      <p class="quiet">Whether it would be taken, and if not, why. It is not used up and not kept; keys are fetched as for a call.</p>
      <label for="jwt">Token (JWT)</label>
      <textarea id="jwt" name="jwt" rows="3" spellcheck="false" autocomplete="off" placeholder="eyJ…"></textarea>
      <label for="called">Address that is called</label>
      <input id="called" name="called" value=${`${base}/cds-services/${serviceId(orderSign)}`} />
      <button type="submit">Check the token</button>
      ${result}
    </form>
  `;
}

function requestForm({ request, pasted = '' }: Checked): VNode {
  return html`
    <form id="request-check" method="post" action="/connect/request#request-check" class="panel">
      <h2>Check a request</h2>
      <p class="quiet">What in it is missing, stripped or unknown. It is not kept.</p>
      <label for="request">Request, in JSON</label>
      <textarea id="request" name="request" rows="6" spellcheck="false">${pasted}</textarea>
      <button type="submit">Check the request</button>
      ${request}
    </form>
  `;
}

function page(request: Request, deps: ConnectDeps, checked: Checked): Page {
  const base = baseOf(request, deps);
  const { knowledge, sites } = deps.rules();
  const ids = activeIds(knowledge.policies);
  const caller = onlyOf(sites);
  const deployment = {
    offer: OFFER,
    base: generalBase(base, [...sites.values()]),
    cdsHooksVersion: deps.config.cdsHooksVersion,
    caller,
  };
  return {
    title: 'Connect',
    section: '/connect',
    styles: ['connect.css'],
    content: html`
      <div class="intro">
        <h1>Connect an EHR</h1>
        <p>What to type in where, for this deployment: addresses, prefetch, scopes, and what a token must say.</p>
      </div>
      <div class="connect">
        <div>
          <section class="panel"><h2>${caller?.crd ? 'A CRD client' : 'Any EHR'}</h2>${generalSheet(deployment)}</section>
          <details class="panel list"><summary><strong>Epic</strong></summary>${epicSheet(deployment)}</details>
          <details class="panel list"><summary><strong>CDS Hooks Sandbox</strong></summary>${sandboxSheet(deployment)}</details>
          <h2>Sites of this server</h2>
          ${[...sites.values()].map((site) => siteSheet(site, base, { policyIds: ids, today: callDay(deps.now(), site.timeZone).today, deployment, development: !deps.config.production }))}
        </div>
        <div>${tokenForm(base, checked.token)} ${requestForm(checked)}</div>
      </div>
    `,
  };
}

/** `GET /connect`. */
export function connectPage(request: Request, deps: ConnectDeps): Page {
  return page(request, deps, {});
}

const told = (kind: string, text: string | VNode) => html`<p class=${`result ${kind}`} role="status">${text}</p>`;

/** Says whether a token would be taken for a call of an address. */
async function tellToken(jwt: string, called: string, { sites, config, now }: ConnectDeps): Promise<VNode> {
  const call = callAt(called);
  if (!call)
    return told(
      'missing',
      'The address is none of a service: it ends in /cds-services/ and the id of the service, or in /fhir/Questionnaire/$questionnaire-package.',
    );
  const verdict = await checkToken(jwt, call, { sites, production: config.production, now });
  if ('refused' in verdict) {
    const site = verdict.site === undefined ? '' : `, site ${verdict.site}`;
    return told('missing', html`Refused: <code>${verdict.refused}</code>${site}. ${REFUSAL_MEANINGS[verdict.refused]}`);
  }
  const nobody = verdict.site.trust === undefined ? ' It takes anybody: it has no trust.' : '';
  return told('good', `Taken, as a call of site ${verdict.site.id}.${nobody}`);
}

/** `POST /connect/token`: the page with what came of a token. */
export async function tokenCheckPage(request: Request, fields: Fields, deps: ConnectDeps): Promise<Page> {
  const jwt = String(fields['jwt'] ?? '');
  return page(request, deps, { token: await tellToken(jwt, fieldOf(fields, 'called'), deps) });
}

const remarkItems = (remarks: readonly Remark[]) => html`
  <ul class="remarks">
    ${remarks.map(({ kind, element, text }) => html`<li class=${kind}><span class="kind">${kind}</span> <code>${element}</code> ${text}</li>`)}
  </ul>
`;

const counted = (count: number, noun: string) => (count === 1 ? `one ${noun}` : `${count} ${noun}s`);

function remarkList(remarks: readonly Remark[], { answer }: AnsweredCall, isCrd: boolean): VNode {
  const { cards, systemActions } = answer;
  const information = isCrd ? ` and coverage information for ${counted(systemActions.length, 'order')}` : '';
  return html`
    ${remarkItems(remarks)}
    ${told('good', `It would be answered with ${counted(cards.length, 'card')}${information}.`)}
  `;
}

/** The problems of a request that would be refused; of a stripped one also what stripped it. */
const problemList = ({ message, problems }: RequestError, body: unknown) => html`
  ${told('missing', `It would be refused: ${message}`)}
  ${remarkItems([
    ...problems.map(({ element, text }) => ({ kind: 'missing', element, text }) as const),
    ...strippedIn(asObject(body) ?? {}),
  ])}
`;

/** The site whose call a request would be: of a hook for CRD clients alone the first that is one. */
const callerOf = ({ forCrdAlone }: Hook, { sites }: SiteRules) =>
  forCrdAlone ? [...sites.values()].find(({ crd }) => crd) : onlyOf(sites);

async function checkRequest(text: string, deps: ConnectDeps): Promise<VNode> {
  let body: unknown;
  try {
    body = parseRequest(Buffer.from(text), deps.config.depthLimit);
    const hook = hookOf(body);
    const rules = deps.rules();
    const crd = callerOf(hook, rules)?.crd;
    if (hook.forCrdAlone && !crd)
      return told('missing', `${hook.name} is for CRD clients alone, and no site of this server is one.`);
    const call = { body, hook, site: { ...TRY_SITE, crd } };
    const answered = await answerCall(call, { ...deps, rules });
    const remarks = remarksOn(call, answered, deps.fhir.facts, rules.knowledge);
    return remarkList(remarks, answered, crd !== undefined);
  } catch (error) {
    if (error instanceof RequestError) return problemList(error, body);
    throw error;
  }
}

/** `POST /connect/request`: the page with what came of a request. */
export async function requestCheckPage(request: Request, fields: Fields, deps: ConnectDeps): Promise<Page> {
  const pasted = typeof fields['request'] === 'string' ? fields['request'] : '';
  return page(request, deps, { request: await checkRequest(pasted, deps), pasted });
}
