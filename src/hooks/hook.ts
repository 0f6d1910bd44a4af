import type { Static, TObject, TSchema, TString } from 'typebox';
import { RequestError } from '../errors.ts';
import { asObject } from '../json.ts';
import { validatorOf } from '../schema/validator.ts';
import { envelopeOf } from './envelope.ts';
import { problemsOf } from './problems.ts';
import { type DraftOrders, type HookRequest, readRequest } from './request.ts';

/** One hook as this server offers it; each stands in a file of its own. */
export interface Hook {
  readonly name: string;
  /** The hook whose triggers in a policy answer this one. */
  readonly trigger: string;
  readonly title: string;
  /** For discovery; `{subjects}` stands for what the policies in force are about. */
  readonly description: string;
  /** As printed in the published definition of the hook. */
  readonly hookVersion: string;
  /** The element of a request that holds the orders it asks about, or names them. */
  readonly ordersElement: string;
  /** True for a hook that is offered to CRD clients alone. */
  readonly forCrdAlone?: true;
  /** True for a hook on which CRD wants no documents asked for (CRD hook-19). */
  readonly isSecondary?: true;
  /** Additional prefetch of CRD services, word for word as CRD 2.2 §Prefetch has it. */
  readonly crdPrefetch?: Readonly<Record<string, string>>;
  /**
   * Checks the form of a parsed body against the hook (CDS Hooks §HTTP Request). Throws RequestError `invalid-request`,
   * `wrong-hook` or `wrong-patient`, each naming the element.
   */
  parse(body: unknown): HookRequest;
}

/** A hook, its context still a schema. */
interface HookSpecification<S extends TSchema> extends Omit<Hook, 'parse'> {
  /** JSON Schema of `context`. */
  readonly context: S;
  /** The orders that a context holds, and which of them the call asks about. */
  readonly ordersOf: (context: Static<S>) => DraftOrders;
}

/** A schema of contexts that name their patient. */
type Context = TObject<{ patientId: TString }>;

/** Compiles the schema of a hook when it is first called. */
export function defineHook<S extends Context>({ context, ordersOf, ...hook }: HookSpecification<S>): Hook {
  const isBody = validatorOf(envelopeOf(context), { allErrors: true });
  return {
    ...hook,
    parse(body) {
      const named = asObject(body)?.['hook'];
      if (typeof named === 'string' && named !== hook.name)
        throw new RequestError('wrong-hook', [{ element: 'hook', text: `must be ${hook.name} for this service` }]);
      if (!isBody(body)) throw new RequestError('invalid-request', problemsOf(isBody.errors));
      return readRequest(body, ordersOf(body.context), hook.trigger);
    },
  };
}
