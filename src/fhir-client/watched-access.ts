import { sentAlong } from '../hooks/sent-along.ts';
import type { TokenUse } from '../records/exchange.ts';
import type { AccessOrReason } from './access.ts';
import type { FhirClient } from './client.ts';

/** Access to a FHIR server, and what became of it so far. */
export interface WatchedAccess {
  readonly access: AccessOrReason;
  tokenUse(): TokenUse;
  /** The type of each resource that came. */
  types(): readonly string[];
}

/** Watches the use that is made of an access (CRD CRDMetricData.tokenUse, .resources). */
export function watchAccess(access: AccessOrReason): WatchedAccess {
  const types: string[] = [];
  let [asked, answered] = [0, 0];
  const tokenUse = () => {
    if (asked === 0) return 'not-used';
    return answered > 0 ? 'used' : 'rejected';
  };
  if (typeof access === 'string') return { access, tokenUse, types: () => types };
  const client: FhirClient = {
    async get(...query) {
      const answer = await access.client.get(...query);
      if ('missing' in answer) {
        if (answer.unsent !== true) asked += 1;
        // The server has no such resource: it took the token.
        if (answer.missing === 'gone') answered += 1;
        return answer;
      }
      asked += 1;
      answered += 1;
      for (const { resource } of sentAlong({ answer: answer.content })) types.push(String(resource['resourceType']));
      return answer;
    },
  };
  return { access: { ...access, client }, tokenUse, types: () => types };
}
