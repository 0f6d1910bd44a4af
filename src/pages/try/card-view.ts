import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { Card, Suggestion } from '../../hooks/card.ts';
import type { DecidedCard } from '../../response/respond.ts';
import { htmlOf } from '../markdown.ts';
import type { Ehr } from './ehrs.ts';

/** The indicators in words. */
export const INDICATORS = { info: 'Information', warning: 'Warning', critical: 'Critical' } as const;

function suggestionButton(suggestion: Suggestion, card: Card, { button }: Ehr): VNode {
  const words = button === 'label' ? suggestion.label : (suggestion.actions[0]?.description ?? suggestion.label);
  return html`
    <button type="button" data-outcome="accepted" data-card=${card.uuid} data-suggestion=${suggestion.uuid}>
      ${words}
    </button>
  `;
}

function dismissal({ uuid, overrideReasons = [] }: Card): VNode {
  return html`
    <details class="keep">
      <summary>Keep the order…</summary>
      <ul>
        ${overrideReasons.map(
          ({ code, system, display }) => html`
            <li>
              <button type="button" data-outcome="overridden" data-card=${uuid} data-reason=${code} data-system=${system}>
                ${display ?? code}
              </button>
            </li>
          `,
        )}
        <li><button type="button" data-outcome="overridden" data-card=${uuid}>Dismiss without a reason</button></li>
      </ul>
    </details>
  `;
}

function sourceOf({ source: { label, url } }: Card, { opensSource }: Ehr): VNode {
  return url !== undefined && opensSource
    ? html`<a href=${url} target="_blank" rel="noopener">${label}</a>`
    : html`<span>${label}</span>`;
}

/** A card as an EHR shows it, with what it drops. Its buttons post feedback (assets/try.js). */
export function cardView({ card, decision }: DecidedCard, ehr: Ehr): VNode {
  const { indicator, summary, detail = '', suggestions = [], links = [] } = card;
  const drops = ehr.drops.filter(({ from }) => from(card));
  return html`
    <article class="card ${indicator}" aria-label="Card" data-card-view=${card.uuid}>
      <header>
        <span class="indicator">${INDICATORS[indicator]}</span>
        <h3>${summary}</h3>
      </header>
      <div class="detail" dangerouslySetInnerHTML=${{ __html: htmlOf(detail) }}></div>
      ${
        links.length > 0 &&
        html`<p class="links">${links.map(({ label, url }) => html`<a href=${url} target="_blank" rel="noopener">${label}</a> `)}</p>`
      }
      <div class="actions">
        ${suggestions.map((suggestion) => suggestionButton(suggestion, card, ehr))} ${dismissal(card)}
      </div>
      <p class="told" role="status"></p>
      <footer>
        <span>Source: ${sourceOf(card, ehr)}</span>
        <a href=${`/policies/${decision.policy.id}`}>The policy behind it</a>
      </footer>
    </article>
    ${
      drops.length > 0 &&
      html`
        <div class="drops">
          <p>What ${ehr.title} does with this card</p>
          <ul>
            ${drops.map(({ text }) => html`<li>${text}</li>`)}
          </ul>
        </div>
      `
    }
  `;
}
