import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { versionInForce } from '../../policies/in-force.ts';
import type { Policy } from '../../policies/policy.ts';
import { statusOf } from './status.ts';

/** The version of a policy that its page shows on a day: the one in force, or else the last there is. */
export function shownOf(versions: readonly Policy[], today: string): Policy | undefined {
  return versionInForce(versions, today) ?? versions.at(-1);
}

/** Links to versions, each with its status; `all` are the versions of all policies. */
export function versionLinks(versions: readonly Policy[], today: string, all: readonly Policy[]): VNode[] {
  return versions.map(
    (policy) => html`
      <a href=${`/policies/${policy.id}?version=${encodeURIComponent(policy.version)}`}>${policy.version}</a>${' '}
      (${statusOf(policy, today, all).words})${' '}
    `,
  );
}
