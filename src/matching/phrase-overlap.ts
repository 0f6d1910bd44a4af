import type { Phrase } from './phrase.ts';

type Element = Phrase['elements'][number];

/** Alignment of two phrases: when elements agree, and where the inner one may end. */
interface Fit {
  readonly outer: readonly Element[];
  readonly inner: readonly Element[];
  agrees(outer: Element, inner: Element): boolean;
  mayEnd(at: number): boolean;
}

const shareWord = (outer: Element, inner: Element) => outer.words.some((word) => inner.words.includes(word));
const isPart = (outer: Element, inner: Element) =>
  !outer.optional && outer.words.every((word) => inner.words.includes(word));
const anywhere = () => true;

/** True if the inner elements from `step` agree one by one with the outer ones from `at`; optional ones may be left out. */
function runsFrom(fit: Fit, at: number, step = 0): boolean {
  const [one, other] = [fit.inner[step], fit.outer[at]];
  if (!one) return fit.mayEnd(at);
  if (one.optional && runsFrom(fit, at, step + 1)) return true;
  if (!other || one.gap > 0 || (step > 0 && other.gap > 0)) return false;
  if (other.optional && runsFrom(fit, at + 1, step)) return true;
  return fit.agrees(other, one) && runsFrom(fit, at + 1, step + 1);
}

/** True if some way of writing the outer phrase holds the inner one. */
export function canHold({ elements: outer }: Phrase, { elements: inner }: Phrase): boolean {
  return outer.some((_, at) => runsFrom({ outer, inner, agrees: shareWord, mayEnd: anywhere }, at));
}

/** True if every way of writing the outer phrase holds the inner one. */
export function alwaysHolds({ elements: outer }: Phrase, { elements: inner }: Phrase): boolean {
  return outer.some((_, at) => runsFrom({ outer, inner, agrees: isPart, mayEnd: anywhere }, at));
}

/** True if there is a text that is both phrases from its first word to its last. Phrases with gaps are never the same. */
export function canBeSame({ elements: outer }: Phrase, { elements: inner }: Phrase): boolean {
  if (outer.some(({ gap }) => gap > 0) || inner.some(({ gap }) => gap > 0)) return false;
  const mayEnd = (at: number) => outer.slice(at).every(({ optional }) => optional);
  return runsFrom({ outer, inner, agrees: shareWord, mayEnd }, 0);
}
