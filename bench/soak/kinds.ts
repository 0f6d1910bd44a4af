import { CARD, LARGE, MEDIUM, SILENT } from '../bodies.ts';
import { SUBJECT, traction } from '../chart.ts';

/** A word that stands for the one call, in the patient's id and in the words of orders: it must not get into another's answer. */
const MARK = 'zzmark';
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** One kind of call in the mix. */
export interface Kind {
  readonly name: string;
  /** Of how many in the mix. */
  readonly share: number;
  /** The request, with MARK. */
  readonly text: string;
  readonly status: number;
  /** How many cards, where there are cards. */
  readonly cards: number | undefined;
  /** True if the answer may depend on what the FHIR server had time to say. */
  readonly readsFhir: boolean;
}

/** A body of the benchmark, its patient and the order that brings a card named by MARK. */
const marked = (text: string) =>
  text
    .replaceAll('"p1"', `"${MARK}"`)
    .replaceAll(SUBJECT.reference, `Patient/${MARK}`)
    .replaceAll('per session', `per session, ${MARK}`);

/** A call without prefetch that lets the server read a FHIR server. */
function asking(fhirServer: string): string {
  const order = { ...traction(0, `Mechanical traction, lumbar, ${MARK}`), subject: { reference: `Patient/${MARK}` } };
  return JSON.stringify({
    hook: 'order-sign',
    hookInstance: '5a2b8f7e-0c4d-4a1c-9d1e-1f2a3b4c5d6e',
    fhirServer,
    fhirAuthorization: {
      access_token: 'bench',
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'user/Condition.rs user/Coverage.rs',
      subject: 'bench',
    },
    context: {
      userId: 'Practitioner/u1',
      patientId: MARK,
      draftOrders: {
        resourceType: 'Bundle',
        type: 'collection',
        entry: [{ resource: order }],
      },
    },
  });
}

/** The mix: mostly small and silent, as in a clinic. */
export function kindsWith(fhirServer: string): readonly Kind[] {
  const plain = { status: 200, readsFhir: false };
  return [
    { ...plain, name: SILENT.name, share: 60, text: marked(SILENT.text), cards: SILENT.cards },
    { ...plain, name: CARD.name, share: 20, text: marked(CARD.text), cards: CARD.cards },
    { ...plain, name: MEDIUM.name, share: 6, text: marked(MEDIUM.text), cards: MEDIUM.cards },
    { ...plain, name: LARGE.name, share: 1, text: marked(LARGE.text), cards: LARGE.cards },
    { ...plain, name: 'facts from FHIR', share: 10, text: asking(fhirServer), cards: 1, readsFhir: true },
    {
      ...plain,
      name: 'no CDS Hooks',
      share: 3,
      text: `{"hook":"order-sign","x":"${MARK}"}`,
      status: 400,
      cards: undefined,
    },
  ];
}

/** The mark of a call: no two calls of some hundred thousand share it. Letters only, since numbers in orders have a meaning. */
export function markOf(serial: number): string {
  const letters = Array.from({ length: 4 }, (_, at) => String.fromCharCode(97 + (Math.floor(serial / 26 ** at) % 26)));
  return `zz${letters.join('')}`;
}

export const withMark = (kind: Kind, mark: string): string => kind.text.replaceAll(MARK, mark);

/** An answer without what differs between two right ones: the call's own mark, and UUIDs. */
export function plainAnswer(answer: string, mark: string): string {
  return answer.replaceAll(mark, MARK).replaceAll(UUID, 'uuid');
}
