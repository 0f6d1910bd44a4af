import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { DRAFT_HOOKS } from '../../hooks/hooks.ts';
import type { Knowledge } from '../../policies/knowledge.ts';
import { type Ehr, type Ehrs, ehrOf } from './ehrs.ts';
import type { Examples } from './examples.ts';
import { NO_COVERAGE, NOT_SENT, STATUSES, type TryState, type WrittenOrder } from './state.ts';

const isUnusual = ({ kind, note, units, day, status, refrains }: WrittenOrder) =>
  kind !== 'ServiceRequest' || note !== '' || units !== '' || day !== '' || status !== 'draft' || refrains;

function details(order: WrittenOrder, place: number): VNode {
  const name = (field: string) => `${field}.${place}`;
  return html`
    <details class="more" open=${isUnusual(order)}>
      <summary>Kind, units, day, note, status</summary>
      <div class="pair">
        <label>Kind
          <select name=${name('kind')}>
            <option value="ServiceRequest">Service</option>
            <option value="DeviceRequest" selected=${order.kind === 'DeviceRequest'}>Device</option>
          </select>
        </label>
        <label>Status
          <select name=${name('status')}>
            ${STATUSES.map((status) => html`<option value=${status} selected=${status === order.status}>${status}</option>`)}
          </select>
        </label>
      </div>
      <div class="pair">
        <label>Units <input name=${name('units')} inputmode="numeric" pattern="[0-9]*" value=${order.units} /></label>
        <label>Day <input type="date" name=${name('day')} value=${order.day} /></label>
      </div>
      <label>Note <input name=${name('note')} value=${order.note} /></label>
      <label><input type="checkbox" name=${name('refrains')} value="yes" checked=${order.refrains} /> An order to refrain (do not perform)</label>
    </details>
  `;
}

function orderFields(order: WrittenOrder, at: number, { orders }: TryState, { hints }: Examples): VNode {
  const place = at + 1;
  const removal = html`
    <button type="submit" class="plain" name="do" value=${`remove-order.${place}`} aria-label=${`Remove order ${place}`}>Remove</button>
  `;
  return html`
    <fieldset class="order">
      <legend>${orders.length === 1 ? 'Order' : `Order ${place}`} ${orders.length > 1 && removal}</legend>
      <label for=${`order-${place}`}>In the words of the order</label>
      <textarea id=${`order-${place}`} name=${`order.${place}`} rows="2" spellcheck="false">${order.text}</textarea>
      <label for=${`codes-${place}`}>Codes</label>
      <input
        id=${`codes-${place}`}
        name=${`codes.${place}`}
        value=${order.codes.join('; ')}
        placeholder=${hints.codes}
        aria-describedby=${`codes-help-${place}`}
        autocomplete="off"
        spellcheck="false"
      />
      <small id=${`codes-help-${place}`}>A system and a code; a semicolon between several.</small>
      <div class="find" data-find=${place} data-hint=${hints.find}></div>
      ${details(order, place)}
    </fieldset>
  `;
}

/** Choices of the form. */
interface Choices {
  readonly ehrs: Ehrs;
  readonly examples: Examples;
  readonly knowledge: Knowledge;
}

/** The payers by the name that a Coverage would have: those spoken for, those of the knowledge, others, and the one that was written. */
function payerChoices(
  { payer, ehr }: TryState,
  { knowledge: { resources }, examples, ehrs }: Choices,
): readonly string[] {
  const known = [...resources.values()].flatMap((resource) =>
    resource.resourceType === 'Organization' || resource.resourceType === 'InsurancePlan' ? [resource.name] : [],
  );
  const others = [...known, ...examples.payers, ...(payer === undefined ? [] : [payer])].sort();
  return [...new Set([...spokenFor(ehrOf(ehr, ehrs)), ...others])];
}

const spokenFor = ({ client }: Ehr) => client?.site.crd.payers.map(({ label }) => label) ?? [];

/** Asks a CRD client for the member, on whom an assertion hangs; another EHR keeps what was written. */
function memberField({ member, ehr: id }: TryState, { ehrs }: Choices): VNode {
  const ehr = ehrOf(id, ehrs);
  if (!ehr.client) return html`<input type="hidden" name="member" value=${member} />`;
  return html`
    <small>Coverage information comes for ${[...new Set(spokenFor(ehr))].join(', ')} alone.</small>
    <label>Id of the member <input name="member" value=${member} autocomplete="off" /></label>
  `;
}

function patientFields(state: TryState, choices: Choices): VNode {
  const { patients, hints } = choices.examples;
  const { conditions, conditionsSent, coverageSent, payer } = state;
  return html`
    <fieldset class="patient">
      <legend>Patient</legend>
      <div class="chips">
        ${patients.map(
          ({ id, title }) =>
            html`<button type="submit" class="chip" name="do" value=${`patient.${id}`}>${title}</button> `,
        )}
      </div>
      <label for="conditions">Conditions, one a line</label>
      <textarea id="conditions" name="conditions" rows="3" spellcheck="false" aria-describedby="conditions-help" placeholder=${hints.conditions}>${conditions.join('\n')}</textarea>
      <small id="conditions-help">Words, or a system and a code before them; a status or severity in brackets: [resolved], [refuted], [severe].</small>
      <label><input type="checkbox" name="chart" value=${NOT_SENT} checked=${!conditionsSent} /> The conditions did not arrive</label>
      <label for="payer">Coverage</label>
      <select id="payer" name="payer">
        <option value=${NO_COVERAGE} selected=${coverageSent && payer === undefined}>None on file</option>
        <option value=${NOT_SENT} selected=${!coverageSent}>Did not arrive</option>
        ${payerChoices(state, choices).map((name) => html`<option value=${name} selected=${name === payer}>${name}</option>`)}
      </select>
      ${memberField(state, choices)}
    </fieldset>
  `;
}

function callFields(state: TryState, { ehrs }: Choices): VNode {
  return html`
    <div class="pair call">
      <label>Moment
        <select name="hook">
          ${DRAFT_HOOKS.map(({ name }) => html`<option value=${name} selected=${name === state.hook}>${name}</option>`)}
        </select>
      </label>
      <label>EHR
        <select name="ehr">
          ${ehrs.map(({ id, title }) => html`<option value=${id} selected=${id === ehrOf(state.ehr, ehrs).id}>${title}</option>`)}
        </select>
      </label>
    </div>
  `;
}

/** The form of the page. It works without JavaScript; with it the answer follows each change (assets/try.js). */
export function formView(state: TryState, choices: Choices): VNode {
  return html`
    <form id="try" method="get" action="/" aria-label="The order and the patient">
      <button type="submit" class="ask">Ask</button>
      ${callFields(state, choices)}
      ${state.orders.map((order, at) => orderFields(order, at, state, choices.examples))}
      <button type="submit" class="plain add" name="do" value="add-order">+ Another order</button>
      ${patientFields(state, choices)}
    </form>
  `;
}

/** Field to paste a whole request. It is posted, and never becomes part of an address. */
export function pasteView(pasted: string | undefined, { id }: Ehr): VNode {
  return html`
    <details class="paste" open=${pasted !== undefined}>
      <summary>Or paste a whole request</summary>
      <form id="paste" method="post" action="/" aria-label="A whole request">
        <input type="hidden" name="ehr" value=${id} />
        <label for="request">Request of CDS Hooks, in JSON</label>
        <textarea id="request" name="request" rows="8" spellcheck="false" placeholder='{ "hook": "order-sign", … }'>${pasted ?? ''}</textarea>
        <small>It is not part of the address. What is kept of it is what is kept of any call: pseudonyms, no words.</small>
        <button type="submit">Answer it</button>
      </form>
    </details>
  `;
}
