import type { JsonObject } from '../json.ts';

/** The most cards of one answer; nobody reads more. */
export const MOST_CARDS = 50;

/** A Coding as CDS Hooks wants it: code and system always (CDS Hooks 3.0 §Coding). */
export interface Coding {
  readonly code: string;
  readonly system: string;
  readonly display?: string;
}

/** Change to the draft when a suggestion is accepted (CDS Hooks §Action). */
export type Action =
  | { readonly type: 'create' | 'update'; readonly description: string; readonly resource: JsonObject }
  | { readonly type: 'delete'; readonly description: string; readonly resourceId: string };

/** A way out that the clinician can take with one click; all its actions apply together (CDS Hooks §Suggestion). */
export interface Suggestion {
  readonly label: string;
  readonly uuid: string;
  readonly actions: readonly Action[];
}

/** A link of a card (CDS Hooks §Link). */
interface Link {
  readonly label: string;
  readonly url: string;
  readonly type: 'absolute';
}

/** A card as it goes over the wire (CDS Hooks §Card attributes). Optional members are left out, never null or empty. */
export interface Card {
  readonly uuid: string;
  /** At most 139 characters, plain text. */
  readonly summary: string;
  /** GitHub-flavoured Markdown without HTML. */
  readonly detail?: string;
  readonly indicator: 'info' | 'warning' | 'critical';
  readonly source: { readonly label: string; readonly url?: string; readonly topic: Coding };
  readonly suggestions?: readonly Suggestion[];
  readonly selectionBehavior?: 'at-most-one' | 'any';
  readonly overrideReasons?: readonly Coding[];
  readonly links?: readonly Link[];
  readonly extension?: JsonObject;
}

/** The text of cards, as JSON, without the ids that every answer makes anew: two answers that say the same have the same. */
export function textWithoutUuids(cards: readonly Card[]): string {
  return JSON.stringify(cards, (member, value: unknown) => (member === 'uuid' ? undefined : value));
}
