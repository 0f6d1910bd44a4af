import { HOOKS, type Hook } from '../policies/policy.ts';

/** An entry of the discovery document (CDS Hooks §Discovery). */
export interface Service {
  readonly hook: Hook;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly prefetch: Readonly<Record<string, string>>;
  readonly usageRequirements: string;
  /** Semantic version of the CDS Hooks specification, where the operator declares one. */
  readonly version: string;
  /** As printed in the published definitions of the hooks. */
  readonly hookVersion: string;
}

/**
 * What a client may send along. Root-level context tokens and plain searches only, which clients of every version
 * fill; each search is narrowed by more than the patient.
 */
export const PREFETCH = {
  patient: 'Patient/{{context.patientId}}',
  conditions: 'Condition?patient={{context.patientId}}&category=problem-list-item,encounter-diagnosis&_count=200',
  coverage: 'Coverage?patient={{context.patientId}}&status=active&_count=20',
} as const;

const TEXTS: Readonly<Record<Hook, Pick<Service, 'title' | 'description'>>> = {
  'order-select': {
    title: 'Spine coverage, while selecting an order',
    description:
      'Shows a card when a selected order is a spinal unloading device, non-surgical spinal decompression, dynamic spine stabilization, or mechanical traction that is unsafe or asks for too many units. Silent for every other order.',
  },
  'order-sign': {
    title: 'Spine coverage, before signing orders',
    description:
      'Shows a card when an order is a spinal unloading device, non-surgical spinal decompression, dynamic spine stabilization or mechanical traction: what the coverage policy finds, on whose authority, and what can be done. Silent for every other order.',
  },
};

/** The id of the service for a hook; one service per hook. */
export function serviceId(hook: Hook): string {
  return `spine-coverage-${hook}`;
}

const hookOfService = new Map<string, Hook>(HOOKS.map((hook) => [serviceId(hook), hook]));

/** The hook of the service with this id; nothing if there is no such service. */
export function hookOf(service: string): Hook | undefined {
  return hookOfService.get(service);
}

/** The discovery document: the services of the hooks that are switched on for the caller. */
export function discoveryDocument(
  version: string,
  hooks: ReadonlySet<Hook>,
): { readonly services: readonly Service[] } {
  return {
    services: HOOKS.filter((hook) => hooks.has(hook)).map((hook) => ({
      hook,
      id: serviceId(hook),
      ...TEXTS[hook],
      prefetch: PREFETCH,
      usageRequirements:
        'Works from prefetch, or reads Condition, Coverage and its payor from the FHIR server if the call grants access to one that is registered here. What does not arrive in time is treated as unknown, and the card says what could not be checked.',
      version,
      hookVersion: '1.0',
    })),
  };
}
