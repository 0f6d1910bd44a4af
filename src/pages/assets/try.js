// The page "Try an order": the answer follows each change of the form, buttons send what became of a card, and texts can be copied.

/** Milliseconds that somebody who types is left alone. */
const PAUSE = 200;

/** @type {AbortController | undefined} */
let running;

/**
 * Asks the server for the page of a form, and puts the answer in place.
 * @param {string} address
 * @param {readonly string[]} parts selectors of what else is replaced
 */
async function follow(address, parts) {
  running?.abort();
  running = new AbortController();
  try {
    const response = await fetch(address, { signal: running.signal });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    for (const part of ['#answer', '.peek', ...parts]) {
      const [old, fresh] = [document.querySelector(part), page.querySelector(part)];
      if (old && fresh) old.replaceWith(fresh);
    }
    const canonical = page.querySelector('[data-address]')?.getAttribute('data-address');
    if (canonical) history.replaceState(null, '', canonical);
    say(
      [...document.querySelectorAll('#answer .heading h2, #answer .refused h2, #answer .card h3')]
        .map((part) => part.textContent)
        .join('. '),
    );
    document.dispatchEvent(new CustomEvent('answered'));
  } catch (error) {
    // A later change has taken its place.
    if (error instanceof DOMException) return;
    say('The server cannot be reached.');
    document.querySelector('#answer')?.classList.add('stale');
  }
}

/**
 * Tells what came to readers who do not see it.
 * @param {string} words
 */
function say(words) {
  const said = document.querySelector('#said');
  if (said) said.textContent = words;
}

/** @param {HTMLFormElement} form */
const fieldsOf = (form) => new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));

/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;

document.addEventListener('input', ({ target }) => {
  const form = target instanceof HTMLElement ? target.closest('form') : null;
  if (form?.id !== 'try' || (target instanceof HTMLElement && target.closest('[data-find]'))) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => void follow(`/?${fieldsOf(form)}`, []), PAUSE);
});

// The fields of the form depend on the EHR.
document.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLSelectElement) || target.name !== 'ehr' || !target.form) return;
  clearTimeout(waiting);
  void follow(`/?${fieldsOf(target.form)}`, ['#try', '#paste [name="ehr"]']).then(() => {
    const again = document.querySelector('#try [name="ehr"]');
    if (again instanceof HTMLElement) again.focus();
  });
});

document.addEventListener('submit', (event) => {
  const { target: form, submitter } = event;
  if (!(form instanceof HTMLFormElement) || form.id !== 'try') return;
  event.preventDefault();
  clearTimeout(waiting);
  const fields = fieldsOf(form);
  if (submitter instanceof HTMLButtonElement && submitter.name) fields.set(submitter.name, submitter.value);
  void follow(`/?${fields}`, ['#try']).then(() => {
    // Restores the focus if its element is still there; a new order takes the focus itself.
    const orders = document.querySelectorAll('fieldset.order textarea');
    const same = submitter && document.querySelector(`[name="do"][value="${submitter.getAttribute('value')}"]`);
    const next = submitter?.getAttribute('value') === 'add-order' ? [...orders].at(-1) : (same ?? orders[0]);
    if (next instanceof HTMLElement) next.focus();
  });
});

/**
 * Sends what became of a card (CDS Hooks §Feedback).
 * @param {HTMLButtonElement} button
 */
async function tell(button) {
  const { outcome, card, suggestion, reason, system } = button.dataset;
  const entry = {
    card,
    outcome,
    outcomeTimestamp: new Date().toISOString(),
    ...(suggestion ? { acceptedSuggestions: [{ id: suggestion }] } : {}),
    ...(reason ? { overrideReason: { reason: { code: reason, system } } } : {}),
  };
  const service = button.closest('[data-service]')?.getAttribute('data-service');
  const response = await fetch(`/try/feedback/${service}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ feedback: [entry] }),
  });
  const view = button.closest('article');
  const told = view?.querySelector('.told');
  if (!view || !told) return;
  if (response.ok) view.classList.add(outcome ?? '');
  button.closest('details')?.removeAttribute('open');
  const words = outcome === 'accepted' ? 'Accepted' : 'Kept the order';
  told.textContent = response.ok
    ? `${words}: “${button.textContent?.trim()}”. The feedback is stored.`
    : 'The feedback was not stored.';
}

/**
 * Copies a text, and says so on the button.
 * @param {HTMLButtonElement} button
 */
async function copy(button) {
  const text = document.getElementById(button.dataset['copy'] ?? '')?.textContent ?? '';
  await navigator.clipboard.writeText(text);
  button.textContent = 'Copied';
}

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('button') : null;
  if (button?.dataset['outcome']) void tell(button);
  if (button?.dataset['copy']) void copy(button);
});
