import * as Type from '../shape.ts';

/*
 * An entry of feedback (CDS Hooks 3.0 §Feedback, cds-fb-1 to cds-fb-3). What overrides it names is checked by itself,
 * since clients spell and nest it in several ways.
 */
const id = Type.string({ minLength: 1, maxLength: 256 });
/** The longest comment, in characters. */
const words = Type.string({ maxLength: 10_000 });

export const FeedbackEntryShape = Type.object({
  card: id,
  outcome: Type.oneOf(['accepted', 'overridden']),
  outcomeTimestamp: Type.string(),
  acceptedSuggestions: Type.orNull(Type.boundedArray(Type.object({ id }), 100)),
  overrideReason: Type.optional(Type.unknown()),
  overrideReasons: Type.optional(Type.unknown({ maxItems: 100 })),
});

const override = {
  reason: Type.orNull(
    Type.object({ code: id, system: Type.orNull(Type.string({ maxLength: 1000 })), display: Type.orNull(words) }),
  ),
  userComment: Type.orNull(words),
};
const epicText = Type.orNull(Type.union([words, Type.number()]));

export const OverrideShape = Type.object(override);
/** With the reasons that are built in Epic, which are no codes of ours (Epic on FHIR, CDS Hooks, Feedback). */
export const EpicOverrideShape = Type.object({
  ...override,
  extension: Type.orNull(
    Type.object({
      'com.epic.cdshooks.feedback.overrideReason.reasonCategory': epicText,
      'com.epic.cdshooks.feedback.overrideReason.reasonDisplay': epicText,
      'com.epic.cdshooks.feedback.overrideReason.reasonTitle': epicText,
    }),
  ),
});

export type FeedbackEntryBody = Type.Accepted<typeof FeedbackEntryShape>;
export type OverrideBody = Type.Accepted<typeof EpicOverrideShape>;
