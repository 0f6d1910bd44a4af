import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { FactDefinition } from '../../decision/facts.ts';
import { serversInWords } from '../../fhir-client/address.ts';
import { CRD_ORDER_TYPES } from '../../hooks/crd-order.ts';
import { discoveryDocument, type Offer, type Service } from '../../hooks/discovery.ts';
import { describeModes } from '../../sites/policy-modes.ts';
import type { CrdClient, Site } from '../../sites/site.ts';

/** The base address for the sheets that are of no site: with the path of a site to be filled in, if all sites are told by their paths. */
export function generalBase(base: string, sites: readonly Site[]): string {
  return sites.length > 1 && sites.every(({ trust }) => trust === undefined) ? `${base}/sites/<id of the site>` : base;
}

/** Input for the sheets. */
interface Deployment {
  readonly offer: Offer;
  /** Our address as clients know it, without a final slash. */
  readonly base: string;
  readonly cdsHooksVersion: string;
  /** The site whose calls are answered at the base; undefined where there are several, or none. */
  readonly caller: Site | undefined;
}

type Row = readonly [name: string, value: string];

/** A list of what is typed in somewhere, each value ready to be copied. */
function sheet(rows: readonly Row[]): VNode {
  return html`
    <dl class="sheet">
      ${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd><code>${value}</code></dd></div>`)}
    </dl>
  `;
}

/** Types that Coverages and orders refer to, which are read one by one. */
const REFERRED_TO = ['Organization', 'Device'] as const;

const scopesOf = (facts: readonly FactDefinition[], caller: Site | undefined) =>
  [
    ...facts.map(({ type }) => `patient/${type}.rs`),
    ...[...REFERRED_TO, ...(caller?.crd ? CRD_ORDER_TYPES : [])].map((type) => `patient/${type}.r`),
  ].join(' ');

/** Returns the address of a site: our base as it knows it, and its own path, but where it is the only one and asks for no token. */
const siteAddress = ({ trust, id }: Site, base: string, isOnly: boolean) =>
  trust === undefined && isOnly ? base : `${trust?.audience ?? base}/sites/${id}`;

/** Rows of a CRD client. */
function crdRows({ crd }: Site, address: string): readonly Row[] {
  if (!crd) return [];
  const payers = [...new Set(crd.payers.map(({ label }) => label))].join(', ');
  return [
    ['CRD', `versions ${crd.versions.join(', ')}, for ${payers}`],
    ['FHIR base for DTR', `${address}/fhir`],
  ];
}

/** The Coverages and the version that a CRD client sends beside the prefetch. */
function crdSection({ payers, versions }: CrdClient): VNode {
  const known = payers.map(({ label, identifiers, references, names }): Row => {
    const tokens = identifiers.map(({ system, value }) => `${system}|${value}`);
    const written = [...tokens, ...references, ...names].join(' or ');
    return [`Payor, ${label}`, written === '' ? 'by its names among the payers of the knowledge' : written];
  });
  return html`
    <h3>In each call</h3>
    <p>The Coverages of the patient, each with its payor. Each order names its own in <code>insurance</code>.</p>
    ${sheet([['davinci-crd.requestedVersion', `${versions.join(' or ')}; without it 2.0`], ...known])}
  `;
}

/** The prefetch, once for all services that ask for the same. */
function prefetchSections(services: readonly Service[]): readonly VNode[] {
  const alike = [...Map.groupBy(services, ({ prefetch }) => JSON.stringify(prefetch)).values()];
  return alike.map((group) => {
    const hooks = alike.length > 1 ? ` for ${group.map(({ hook }) => hook).join(' and ')}` : '';
    return html`<h3>Prefetch${hooks}</h3>
      ${sheet(Object.entries(group[0]?.prefetch ?? {}))}`;
  });
}

/** Settings for any EHR, or for the one site that calls: addresses, prefetch, scopes. */
export function generalSheet({ offer, base, cdsHooksVersion, caller }: Deployment): VNode {
  const { services } = discoveryDocument(offer, cdsHooksVersion, [], caller);
  return html`
    ${sheet([
      ['Discovery', `${base}/cds-services`],
      ...services.flatMap(({ id, hook }): readonly Row[] => [[`Service for ${hook}`, `${base}/cds-services/${id}`]]),
      ...services.flatMap(({ id, hook }): readonly Row[] => [
        [`Feedback for ${hook}`, `${base}/cds-services/${id}/feedback`],
      ]),
    ])}
    ${caller?.crd && crdSection(caller.crd)} ${prefetchSections(services)}
    <h3>Scopes of the access token, where no prefetch is sent</h3>
    ${sheet([['scope', scopesOf(offer.facts, caller)]])}
  `;
}

/** Settings for Epic: it reads no discovery, and everything is typed in by hand. */
export function epicSheet({ offer, base, cdsHooksVersion, caller }: Deployment): VNode {
  const { services } = discoveryDocument(offer, cdsHooksVersion, [], { hooks: caller?.hooks, crd: undefined });
  return html`
    <ul>
      <li>Epic does not read discovery: each service address and each prefetch query is typed into the criteria record.</li>
      <li>The address that is called must be an Endpoint URI of the client id, letter by letter; otherwise the hook fires and the payload is stripped.</li>
      <li>The client id needs the “(Unsigned Order)” scopes, or there are no draft orders in the call.</li>
      <li>Codes of override reasons are mapped to released acknowledgement reasons. In the site file: <code>cards: epic</code>, <code>feedback: epic</code>.</li>
    </ul>
    ${sheet(services.map(({ id, hook }) => [`Endpoint URI, ${hook}`, `${base}/cds-services/${id}`] as const))}
    <h3>To be told by the hospital</h3>
    <p>The FHIR base address, and the <code>iss</code> and <code>jku</code> of its tokens: they go into the site file.</p>
  `;
}

/** Settings for the CDS Hooks Sandbox. */
export function sandboxSheet({ base }: Deployment): VNode {
  return html`
    <ul>
      <li>Gear, <em>Add CDS Services</em>, and the discovery address without a final slash. From the public https page a browser may refuse a local address.</li>
      <li>Its screens order drugs and imaging only, which this server leaves alone: use <em>Try an order</em> for the others.</li>
      <li>Its private key is public, so a production server never trusts it.</li>
    </ul>
    ${sheet([['Discovery', `${base}/cds-services`]])}
  `;
}

/** Context of the sheet of a site. */
interface SheetContext {
  readonly policyIds: readonly string[];
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly deployment: Deployment;
  /** FHIR servers of this machine may be read, too. */
  readonly development: boolean;
}

/** Settings of one site with the modes of these policies on a day, and the claims its tokens need. */
export function siteSheet(site: Site, base: string, context: SheetContext): VNode {
  const { id, trust, fhirServers, hooks, cards } = site;
  const { deployment } = context;
  const isOnly = deployment.caller !== undefined;
  const address = siteAddress(site, base, isOnly);
  const services = `${address}/cds-services`;
  const of = (set: ReadonlySet<string> | undefined) => (set === undefined ? 'all' : [...set].join(', '));
  const keys = trust && ('jku' in trust.keys ? trust.keys.jku.map(String).join(' ') : 'pinned in the site file');
  return html`
    <details class="panel list">
      <summary><strong>${id}</strong> <span class="quiet">${trust ? 'asks for a token' : 'asks nobody who calls'}</span></summary>
      ${sheet([
        ['Discovery', services],
        ...(trust
          ? ([
              ['iss', trust.issuer],
              ['aud', `the address called, such as ${services}/spine-coverage-order-sign`],
              ['alg', trust.algorithms.join(', ')],
              ['Keys (jku)', keys ?? ''],
              ['tenant', trust.tenant ?? 'not asked for'],
              ['exp less iat', `at most ${trust.lifetime} seconds`],
              ['jti', 'used once'],
              ['Discovery', trust.discovery === 'open' ? 'open' : 'asks for a token, too'],
            ] as const)
          : []),
        ['FHIR servers', serversInWords(fhirServers, context.development).join(', ') || 'none: prefetch only'],
        ['Hooks', of(hooks)],
        ['Policies', describeModes(site.policies, context.policyIds, context.today).join('; ')],
        ['Cards', cards],
        ...crdRows(site, address),
      ])}
      ${site.crd && !isOnly && generalSheet({ ...deployment, base: address, caller: site })}
    </details>
  `;
}
