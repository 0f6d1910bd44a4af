import { html } from 'htm/preact';
import type { VNode } from 'preact';

/**
 * A table that scrolls by itself where it is wider than the page, also by keyboard. `caption` is one of a kind on its page and
 * is spoken, not shown; `rows` are the rows of the body.
 */
export function dataTable(caption: string, columns: readonly string[], rows: readonly (VNode | VNode[])[]): VNode {
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label=${caption}>
      <table>
        <caption class="spoken">${caption}</caption>
        <thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
        <tbody>${rows}</tbody>
      </table>
    </div>
  `;
}
