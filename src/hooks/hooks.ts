import { appointmentBook } from './appointment-book.ts';
import type { Hook } from './hook.ts';
import { orderDispatch } from './order-dispatch.ts';
import { orderSelect } from './order-select.ts';
import { orderSign } from './order-sign.ts';

/** The hooks this server offers, one service each. */
export const HOOKS: readonly Hook[] = [orderSelect, orderSign, orderDispatch, appointmentBook];

export const HOOK_NAMES: readonly string[] = HOOKS.map(({ name }) => name);
