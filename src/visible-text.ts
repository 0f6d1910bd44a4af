/*
 * Texts of requests, made safe to print. Characters in them may move the cursor of a terminal, turn the direction of the text or
 * begin a line that seems to be ours.
 */

/** The text on one line, without such characters. */
export function onOneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** A report for a terminal: with its lines and tabs, without other such characters. */
export function forTerminal(report: string): string {
  return report.replace(/(?!\r?\n|\t)[\p{C}\p{Zl}\p{Zp}]/gu, ' ');
}
