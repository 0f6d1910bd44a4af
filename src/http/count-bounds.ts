import type { AnsweredCall } from '../answer/answer-call.ts';
import type { Decision } from '../decision/decide.ts';
import type { MissingReason } from '../decision/facts.ts';
import type { Metrics } from '../metrics.ts';

/** True for a decision that looked at a part of the patient's data for this reason, whatever it found there. */
const wasFor = (reason: MissingReason) => (decision: Decision) =>
  [...decision.findings.values()].some(({ gap }) => gap?.cause?.reason === reason);

/** Counts what was left out of a long call: cards, texts, and resources of the patient. */
export function countBounds(
  { leftOut, screening, decisions }: Pick<AnsweredCall, 'leftOut' | 'screening' | 'decisions'>,
  metrics: Pick<Metrics, 'bounded'>,
): void {
  const orders = screening.orders.filter(({ description }) => !description.readWhole);
  metrics.bounded('cards', leftOut);
  metrics.bounded('texts', orders.length + decisions.filter(wasFor('text-too-long')).length);
  metrics.bounded('resources', decisions.filter(wasFor('too-many')).length);
}
