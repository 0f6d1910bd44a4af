import { html } from 'htm/preact';
import type { VNode } from 'preact';

/** A figure with its name, and a few words beside it, which may be empty. */
type Tile = readonly [name: string, figure: string, aside: string];

/** Renders the most important figures of a page, each in a tile. */
export function tileList(tiles: readonly Tile[]): VNode {
  return html`
    <dl class="tiles">
      ${tiles.map(([name, figure, aside]) => html`<div class="panel"><dt>${name}</dt><dd><strong>${figure}</strong> <span class="quiet">${aside}</span></dd></div>`)}
    </dl>
  `;
}
