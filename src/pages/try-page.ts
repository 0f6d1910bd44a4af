import type { Request } from 'express';
import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { answerCall, type Ports } from '../answer/answer-call.ts';
import { callDay } from '../decision/order-day.ts';
import { unrecognizedIn } from '../decision/unrecognized.ts';
import { RequestError } from '../errors.ts';
import { parseKeepingNumbers } from '../exact-numbers.ts';
import { readCrdOptions } from '../hooks/crd-request.ts';
import { serviceId } from '../hooks/discovery.ts';
import { DRAFT_HOOKS, hookOf } from '../hooks/hooks.ts';
import { assertOffered } from '../hooks/offered.ts';
import { orderSign } from '../hooks/order-sign.ts';
import { calledAddress } from '../http/base-address.ts';
import { parseRequest } from '../http/read-json.ts';
import type { JsonObject } from '../json.ts';
import { recordCall } from '../records/call.ts';
import type { Pseudonymizer } from '../records/pseudonymizer.ts';
import type { CallRecord } from '../records/record.ts';
import { type SiteRules, siteNow } from '../rules.ts';
import type { Site } from '../sites/site.ts';
import { type Fields, fieldOf } from './fields.ts';
import type { Page } from './layout.ts';
import { type AnswerPane, answerView, peekView, type Result } from './try/answer-view.ts';
import { crdRequestOf } from './try/crd-request.ts';
import { type Ehr, type Ehrs, ehrOf, idOfCrd } from './try/ehrs.ts';
import type { Examples } from './try/examples.ts';
import { formView, pasteView } from './try/form.ts';
import { notTaken } from './try/not-taken.ts';
import { requestOfState } from './try/request.ts';
import { addressOfState, EMPTY_ORDER, readState, type TryState } from './try/state.ts';
import { TRY_SITE } from './try/try-site.ts';

/** Dependencies of the page. */
export interface TryDeps extends Omit<Ports, 'rules'> {
  readonly rules: () => SiteRules;
  readonly examples: Examples;
  /** Takes the record of a call. */
  readonly keep: (record: CallRecord) => void;
  readonly pseudonymizer: Pseudonymizer;
  readonly depthLimit: number;
  readonly ehrs: Ehrs;
}

/** The state after a button of the form: another order, one fewer, or a patient put beside the orders. */
function afterButton(state: TryState, fields: Fields, { patients }: Examples): TryState {
  const [button = '', of = ''] = fieldOf(fields, 'do').split('.');
  const { orders } = state;
  if (button === 'add-order') return { ...state, orders: [...orders, EMPTY_ORDER] };
  if (button === 'remove-order') return { ...state, orders: orders.filter((_, at) => at !== Number(of) - 1) };
  const patient = button === 'patient' ? patients.find(({ id }) => id === of) : undefined;
  if (!patient) return state;
  const { conditions, conditionsSent, payer, coverageSent, member } = readState(patient.fields);
  return { ...state, conditions, conditionsSent, payer, coverageSent, member };
}

function stateOf(fields: Fields, { examples, ehrs }: TryDeps): TryState {
  const [first] = examples.examples;
  const state =
    Object.keys(fields).length === 0 && first ? first.state : afterButton(readState(fields), fields, examples);
  const hook = DRAFT_HOOKS.find(({ name }) => name === state.hook) ?? orderSign;
  return { ...state, hook: hook.name, ehr: ehrOf(state.ehr, ehrs).id };
}

/** The site that the page calls as: a CRD client has the policies and the time zone of its own site. */
function siteFor({ profile, client }: Ehr, { rules }: TryDeps): Site {
  const { crd, policies, timeZone } = client ? siteNow(client.site, rules()) : TRY_SITE;
  return { ...TRY_SITE, cards: profile, crd, policies, timeZone };
}

/** Answers a request as the service of its hook would, and records it; not what it asserts, which nobody is told. */
async function answer(body: unknown, ehr: Ehr, deps: TryDeps): Promise<Result> {
  const rules = deps.rules();
  const at = deps.now();
  const started = performance.now();
  try {
    const hook = hookOf(body);
    const site = siteFor(ehr, deps);
    assertOffered(hook, site);
    const answered = await answerCall({ body, hook, site }, { ...deps, rules });
    const milliseconds = performance.now() - started;
    const frame = {
      id: deps.newUuid(),
      at: new Date(at).toISOString(),
      site: TRY_SITE.id,
      service: serviceId(hook),
      milliseconds,
    };
    const unrecognized = unrecognizedIn(answered, rules.knowledge);
    deps.keep(recordCall({ ...frame, ...answered, unrecognized }, rules.knowledge.fingerprint, deps.pseudonymizer));
    return { kind: 'answered', answered, milliseconds, service: serviceId(hook) };
  } catch (error) {
    if (error instanceof RequestError) return { kind: 'refused', error };
    throw error;
  }
}

/** Links to the examples; those of a CRD client only where the page can stand for one. */
function exampleLinks({ examples: { examples }, ehrs }: TryDeps): VNode {
  const shown = examples.filter(({ state: { ehr } }) => ehr === '' || ehrs.some(({ id }) => id === ehr));
  return html`
    <nav class="examples" aria-label="Examples">
      <ul>
        ${shown.map(
          ({ title, shows, state }) => html`
            <li><a class="chip" href=${addressOfState(state)}><span class="dot of-${shows}" aria-hidden="true"></span>${title}</a></li>
          `,
        )}
      </ul>
    </nav>
  `;
}

function pageOf(left: VNode, shown: AnswerPane, deps: TryDeps, address: string): Page {
  return {
    title: 'Try an order',
    section: '/',
    styles: ['try.css', 'card.css', 'coverage.css', 'why.css'],
    modules: ['try.js', 'find.js'],
    content: html`
      <div class="intro">
        <h1>Try an order</h1>
        <p>Write an order as it stands in an EHR. The card that the clinician would see comes back at once, and why.</p>
      </div>
      ${exampleLinks(deps)}
      <p id="said" class="spoken" role="status"></p>
      <div class="bench" data-address=${address}>
        <div class="left">${left} ${peekView(shown)}</div>
        ${answerView(shown)}
      </div>
    `,
  };
}

/** The request that an EHR sends for a state of the page. */
function sentBy(ehr: Ehr, state: TryState, deps: TryDeps): JsonObject {
  const request = requestOfState(state, deps.rules().knowledge, deps.newUuid());
  const { today } = callDay(deps.now(), siteFor(ehr, deps).timeZone);
  return ehr.client ? crdRequestOf(request, state, ehr.client, today) : request;
}

/** `GET /`: the state of the address, or the first example, answered. */
export async function tryPage(request: Request, deps: TryDeps): Promise<Page> {
  const { examples, ehrs } = deps;
  const state = stateOf(request.query, deps);
  const { knowledge } = deps.rules();
  const ehr = ehrOf(state.ehr, ehrs);
  const body = sentBy(ehr, state, deps);
  const result = await answer(body, ehr, deps);
  const left = html`${formView(state, { ehrs, examples, knowledge })} ${pasteView(undefined, ehr)}`;
  const refusedFields = notTaken(request.query, ehrs);
  const base = calledAddress(request);
  const shown = { result, request: body, ehr, knowledge, state, notTaken: refusedFields, base };
  return pageOf(left, shown, deps, addressOfState(state));
}

/** The EHR that a request is answered for: of a CRD client the version that the request itself asks for. */
function ehrAsking(body: unknown, ehr: Ehr, { ehrs }: TryDeps): Ehr {
  if (!ehr.client) return ehr;
  return ehrOf(idOfCrd(readCrdOptions(body, ehr.client.site.crd.versions).version), ehrs);
}

/** Reads and answers the text of a request. */
async function answerPasted(text: string, ehr: Ehr, deps: TryDeps): Promise<{ result: Result; ehr: Ehr }> {
  try {
    // An order goes back with its numbers as they came.
    const body = parseRequest(Buffer.from(text), deps.depthLimit, parseKeepingNumbers);
    const asking = ehrAsking(body, ehr, deps);
    return { result: await answer(body, asking, deps), ehr: asking };
  } catch (error) {
    if (error instanceof RequestError) return { result: { kind: 'refused', error }, ehr };
    throw error;
  }
}

/** `POST /`: a pasted request, answered. Its address says nothing of it. */
export async function pastedPage(request: Request, fields: Fields, deps: TryDeps): Promise<Page> {
  const text = typeof fields['request'] === 'string' ? fields['request'] : '';
  const chosen = ehrOf(fieldOf(fields, 'ehr'), deps.ehrs);
  const { result, ehr } = await answerPasted(text, chosen, deps);
  const { knowledge } = deps.rules();
  const shown = { result, request: {}, ehr, knowledge, state: undefined, notTaken: [], base: calledAddress(request) };
  return pageOf(pasteView(text, chosen), shown, deps, '/');
}
