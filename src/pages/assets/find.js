// Finds codes and names of the policies, and puts what is picked into the order: a combobox with a list (WAI-ARIA APG).
import { html, render, useState } from './preact.js';

/** @typedef {{ readonly kind: 'code' | 'name', readonly value: string, readonly label: string, readonly of: string }} Term */

/**
 * Puts a term into the fields of an order: a code behind the codes, a name behind the words.
 * @param {Term} term
 * @param {string} place
 */
function pick({ kind, value }, place) {
  const field = document.getElementById(`${kind === 'code' ? 'codes' : 'order'}-${place}`);
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  field.value = [field.value.trim(), value].filter((text) => text !== '').join(kind === 'code' ? '; ' : ' ');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** @param {{ readonly place: string, readonly hint: string | undefined }} properties */
function Find({ place, hint }) {
  const [terms, setTerms] = useState(/** @type {readonly Term[]} */ ([]));
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(-1);
  const list = `find-list-${place}`;

  /** @param {string} text */
  const search = async (text) => {
    setQuery(text);
    setActive(-1);
    const response = text.trim() === '' ? undefined : await fetch(`/try/terms?q=${encodeURIComponent(text)}`);
    setTerms(response?.ok ? await response.json() : []);
  };
  const close = () => {
    setTerms([]);
    setActive(-1);
  };
  /** @param {Term | undefined} term */
  const take = (term) => {
    if (!term) return;
    pick(term, place);
    setQuery('');
    close();
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && terms.length > 0) {
      event.preventDefault();
      setActive((active + step + terms.length) % terms.length);
    } else if (event.key === 'Escape') close();
    else if (event.key === 'Enter') {
      event.preventDefault();
      take(terms[Math.max(active, 0)]);
    }
  };

  return html`
    <label for=${`find-${place}`}>Find a code or a name</label>
    <input
      id=${`find-${place}`}
      type="search"
      role="combobox"
      autocomplete="off"
      aria-expanded=${terms.length > 0}
      aria-controls=${list}
      aria-autocomplete="list"
      aria-activedescendant=${active < 0 ? undefined : `${list}-${active}`}
      placeholder=${hint}
      value=${query}
      onInput=${(/** @type {InputEvent} */ { target }) => target instanceof HTMLInputElement && void search(target.value)}
      onKeyDown=${onKeyDown}
      onBlur=${close}
    />
    <ul id=${list} role="listbox" aria-label="Codes and names" hidden=${terms.length === 0}>
      ${terms.map(
        (term, at) => html`
          <li
            id=${`${list}-${at}`}
            role="option"
            aria-selected=${at === active}
            onMouseDown=${(/** @type {MouseEvent} */ event) => {
              event.preventDefault();
              take(term);
            }}
          >
            <strong>${term.value}</strong> ${term.label} <small>${term.of}</small>
          </li>
        `,
      )}
    </ul>
  `;
}

function start() {
  for (const element of document.querySelectorAll('[data-find]'))
    if (element instanceof HTMLElement && element.childElementCount === 0) {
      const { find, hint } = element.dataset;
      render(html`<${Find} place=${find} hint=${hint} />`, element);
    }
}

document.addEventListener('answered', start);
start();
