import { RequestError } from '../errors.ts';
import { asObject } from '../json.ts';
import { appointmentBook } from './appointment-book.ts';
import type { Hook } from './hook.ts';
import { orderDispatch } from './order-dispatch.ts';
import { orderSelect } from './order-select.ts';
import { orderSign } from './order-sign.ts';

/** The hooks this server offers, one service each. */
export const HOOKS: readonly Hook[] = [orderSelect, orderSign, orderDispatch, appointmentBook];

/** The hooks of drafts; a call of the others names orders that are no drafts. */
export const DRAFT_HOOKS: readonly Hook[] = HOOKS.filter(({ forCrdAlone }) => !forCrdAlone);

/** The names of these hooks, for schemas. */
export const HOOK_NAMES: readonly string[] = HOOKS.map(({ name }) => name);

/**
 * The hook that a body names: order-sign for one that names none. For bodies that came without the address of a service. Throws
 * RequestError `wrong-hook` for one that names another.
 */
export function hookOf(body: unknown): Hook {
  const named = asObject(body)?.['hook'];
  if (typeof named !== 'string') return orderSign;
  const hook = HOOKS.find(({ name }) => name === named);
  if (hook) return hook;
  throw new RequestError('wrong-hook', [{ element: 'hook', text: `must be ${HOOK_NAMES.join(' or ')}` }]);
}
