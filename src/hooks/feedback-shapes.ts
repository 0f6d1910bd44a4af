import * as Type from 'typebox';
import { boundedArray, orNull } from '../schema/members.ts';

/*
 * An entry of feedback (CDS Hooks 3.0 §Feedback, cds-fb-1 to cds-fb-3). What overrides it names is checked by itself,
 * since clients spell and nest it in several ways.
 */
const id = Type.String({ minLength: 1, maxLength: 256 });
/** A text of a clinician or of a code: none is longer than the longest comment. */
const words = Type.String({ maxLength: 10_000 });

export const FeedbackEntryShape = Type.Object({
  card: id,
  outcome: Type.Enum(['accepted', 'overridden']),
  outcomeTimestamp: Type.String(),
  acceptedSuggestions: orNull(boundedArray(Type.Object({ id }), 100)),
  overrideReason: Type.Optional(Type.Unknown()),
  overrideReasons: Type.Optional(Type.Unknown({ maxItems: 100 })),
});

const override = {
  reason: orNull(Type.Object({ code: id, system: orNull(Type.String({ maxLength: 1000 })), display: orNull(words) })),
  userComment: orNull(words),
};
const epicText = orNull(Type.Union([words, Type.Number()]));

export const OverrideShape = Type.Object(override);
/** An override with the reasons that are built in Epic, which are no codes of ours (Epic on FHIR, CDS Hooks, Feedback). */
export const EpicOverrideShape = Type.Object({
  ...override,
  extension: orNull(
    Type.Object({
      'com.epic.cdshooks.feedback.overrideReason.reasonCategory': epicText,
      'com.epic.cdshooks.feedback.overrideReason.reasonDisplay': epicText,
      'com.epic.cdshooks.feedback.overrideReason.reasonTitle': epicText,
    }),
  ),
});

export type FeedbackEntryBody = Type.Static<typeof FeedbackEntryShape>;
export type OverrideBody = Type.Static<typeof EpicOverrideShape>;
