import type { Systems } from '../matching/code-systems.ts';
import type { Language } from '../matching/language.ts';
import type { Name, NameLexicon } from '../matching/names.ts';
import type { Questionnaire } from '../questionnaires/questionnaire-shape.ts';
import type { Adoption } from './adoption.ts';
import type { CardTemplate } from './card-template.ts';
import type { MissingWords } from './missing-words.ts';
import type { Payer } from './payer.ts';
import type { Policy } from './policy.ts';
import type { Resource } from './resource-shapes.ts';
import type { SearchOutcomes } from './search-outcomes.ts';
import type { CodeSet } from './value-set.ts';

/** A reason a clinician may give for not following a card. */
export interface OverrideReason {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

/** The knowledge of the server: loaded once, checked, never changed. */
export interface Knowledge {
  readonly systems: Systems;
  readonly codeSets: ReadonlyMap<string, CodeSet>;
  /** The names of all policies. */
  readonly names: NameLexicon;
  /** The names of each names CodeSystem, by its address; look-alikes too. */
  readonly namesOf: ReadonlyMap<string, readonly Name[]>;
  /** The words that deny, link or begin anew. */
  readonly language: Language;
  readonly payers: readonly Payer[];
  readonly policies: readonly Policy[];
  /** Policies that payers adopted, and what they assert. */
  readonly adoptions: readonly Adoption[];
  /** Forms that adoptions name; one may be there in several versions. */
  readonly questionnaires: readonly Questionnaire[];
  /** Card templates by path, such as `cards/policy/action.yaml`. */
  readonly cards: ReadonlyMap<string, CardTemplate>;
  readonly overrideReasons: ReadonlyMap<string, OverrideReason>;
  /** The resources as they stand in their files, by path relative to the knowledge root: for people to read. */
  readonly resources: ReadonlyMap<string, Resource>;
  /** Rules for the issues in a searchset. */
  readonly searchOutcomes: SearchOutcomes;
  /** Reasons for missing data, in a clinician's words. */
  readonly missingWords: MissingWords;
}
