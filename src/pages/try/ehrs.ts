import type { Card } from '../../hooks/card.ts';
import type { CrdVersion } from '../../hooks/crd-request.ts';
import type { CardProfile } from '../../sites/site.ts';
import type { TryCrdClient } from './crd-client.ts';

/** An EHR as the page shows its cards. */
export interface Ehr {
  readonly id: string;
  readonly title: string;
  /** The shape that cards are sent in. */
  readonly profile: CardProfile;
  /** Text of a suggestion that its button shows. */
  readonly button: 'label' | 'description';
  /** True if the label of the source opens its address. */
  readonly opensSource: boolean;
  /** Parts of a card that the EHR drops or changes, for cards that have them. */
  readonly drops: readonly { readonly from: (card: Card) => boolean; readonly text: string }[];
  /** The CRD client it is, and the version it asks for; undefined for an EHR that is none. */
  readonly client?: TryCrdClient & { readonly version: CrdVersion };
}

/** The EHRs to choose from, never none. */
export type Ehrs = readonly [Ehr, ...Ehr[]];

const creates = ({ suggestions = [] }: Card) =>
  suggestions.some(({ actions }) => actions.some(({ type }) => type === 'create'));
const suggests = ({ suggestions = [] }: Card) => suggestions.length > 0;
const always = () => true;

/** The EHRs that are no CRD clients; one more is one more row. */
export const EHRS: Ehrs = [
  {
    id: 'standard',
    title: 'Any EHR',
    profile: 'standard',
    button: 'label',
    opensSource: true,
    drops: [],
  },
  {
    id: 'epic',
    title: 'Epic',
    profile: 'epic',
    button: 'description',
    opensSource: true,
    drops: [
      { from: suggests, text: 'Labels of suggestions and links are not shown: the description of the action is.' },
      { from: suggests, text: 'One action for each suggestion, so "this instead of that" comes as two buttons.' },
      { from: creates, text: 'Details of a created order are ignored: the item of the preference list decides.' },
      { from: always, text: 'The color of the indicator is the choice of the site’s analysts.' },
    ],
  },
  {
    id: 'sandbox',
    title: 'CDS Hooks Sandbox',
    profile: 'standard',
    button: 'label',
    opensSource: false,
    drops: [
      { from: always, text: 'The link of the source does nothing, and its topic is ignored.' },
      { from: suggests, text: 'Suggestions can be clicked again and again, and the card stays.' },
      { from: creates, text: 'Created orders appear nowhere: its screens know drugs and imaging only.' },
    ],
  },
];

/** The id of the EHR that is a CRD client of a version. */
export const idOfCrd = (version: CrdVersion) => `crd-${version}`;

/** The EHRs to choose from: with a CRD client also that client in each version it is offered, the newest first. */
export function ehrsFor(client: TryCrdClient | undefined): Ehrs {
  if (!client) return EHRS;
  const versions = client.site.crd.versions.toSorted().reverse();
  const clients = versions.map(
    (version): Ehr => ({
      ...EHRS[0],
      id: idOfCrd(version),
      title: `CRD ${version}`,
      client: { ...client, version },
    }),
  );
  return [...EHRS, ...clients];
}

/** The EHR of an id, else the first. */
export function ehrOf(id: string, ehrs: Ehrs): Ehr {
  return ehrs.find((ehr) => ehr.id === id) ?? ehrs[0];
}
