import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** The HTML of GitHub-flavoured Markdown, as the detail of a card is written (CDS Hooks §Card attributes). HTML in it stays text. */
export function htmlOf(markdown: string): string {
  return micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}
