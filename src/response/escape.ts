import { onOneLine } from '../visible-text.ts';

/** No name is longer than this on a card; the rest cannot matter to the reader. */
const LONGEST = 400;

const TAG = /<[^<>]*>?/g;
const ADDRESS = /(?:[a-z][a-z0-9+.-]*:\/\/|\/\/|www\.)\S*/gi;
const HANDLER = /(?<!\p{L})on[a-z]+\s*=\S*/giu;
const SCRIPT = /(?:javascript|vbscript)\s*:|\b(?:data|file)\s*:/gi;
const UNUSUAL = /[^\p{L}\p{N}\p{M} .,'’()/+&%:;®™°µ×–-]/gu;

/** Words with single spaces between them, of characters in which nothing of the above can hide. Most names are such. */
const HARMLESS = /^[A-Za-z0-9,()'-]+(?: [A-Za-z0-9,()'-]+)*$/;

/**
 * Sanitizes a string from the request for a summary or a label: plain text on one line, without markup, addresses and control
 * characters.
 */
export function plain(text: string): string {
  if (text.length <= LONGEST && HARMLESS.test(text)) return text;
  return onOneLine(text.slice(0, LONGEST))
    .replace(TAG, ' ')
    .replace(HANDLER, ' ')
    .replace(UNUSUAL, ' ')
    .replace(ADDRESS, ' ')
    .replace(SCRIPT, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The same for use in Markdown: what could begin an entity or a list is escaped too. */
export function markdown(text: string): string {
  return plain(text)
    .replaceAll('&', '\\&')
    .replace(/^([-+–])/, '\\$1')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

/** Shortens to at most `limit` UTF-16 units, at a word if one is near, never inside a character. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let cut = '';
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, limit + 1))) {
    if (cut.length + segment.length > limit - 1) break;
    cut += segment;
  }
  const word = cut.lastIndexOf(' ');
  return `${(word > limit / 2 ? cut.slice(0, word) : cut).replace(/[\s,.;:–-]+$/, '')}…`;
}
