import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REFUSAL_MEANINGS } from '../../src/auth/refusal.ts';
import type { Site } from '../../src/sites/site.ts';
import { PROJECT } from '../support/knowledge.ts';
import { createClient, SERVICE, siteOf, TOKEN_TIME } from '../support/tokens.ts';
import { verifierOf } from '../support/verifier.ts';

const client = await createClient();
const other = await createClient({ issuer: 'https://other.example/' });
const keys = { pinned: [client.jwk] };
const mary = siteOf({ keys });
const john = siteOf({ keys: { pinned: [other.jwk] }, issuer: other.issuer }, { id: 'st-john' });
const open: Site = { ...mary, id: 'development', trust: undefined };

/** A call by the path of a site. */
const at = (siteId: string, path = SERVICE) => ({ siteId, path: `/sites/${siteId}${path}` });

describe('the site of a call', () => {
  it('is that of its token', async () => {
    const { ask } = verifierOf([mary, john]);
    expect(await ask(await client.bearer())).toEqual({ site: 'st-mary' });
    expect(await ask(await other.bearer())).toEqual({ site: 'st-john' });
  });

  it('is that of its path, if the token agrees', async () => {
    const { ask } = verifierOf([mary, john]);
    const call = at('st-mary');
    expect(await ask(await client.bearer(call), call)).toEqual({ site: 'st-mary' });
    expect(await ask(await other.bearer(call), call)).toBe('wrong-site');
    expect(await ask(await client.bearer({ ...call, claims: { iss: 'https://x.example' } }), call)).toBe(
      'unknown-issuer',
    );
  });

  it('is none if the path names a site there is not', async () => {
    const call = at('st-paul');
    expect(await verifierOf([mary]).ask(await client.bearer(call), call)).toBe('unknown-site');
  });

  it('is not open to a token for the general path, nor the other way round', async () => {
    const { ask } = verifierOf([mary]);
    expect(await ask(await client.bearer(), at('st-mary'))).toBe('audience');
    expect(await ask(await client.bearer(at('st-mary')))).toBe('audience');
  });

  it('comes with a refusal as soon as it is known', async () => {
    const { verifier } = verifierOf([mary, john]);
    const call = { endpoint: 'service', path: SERVICE, siteId: undefined } as const;
    const late = await client.bearer({ claims: { exp: TOKEN_TIME - 100 } });
    expect(await verifier.verify(late, call)).toEqual({ refused: 'expired', site: 'st-mary' });
    expect(await verifier.verify(undefined, { ...call, ...at('st-john') })).toEqual({
      refused: 'no-token',
      site: 'st-john',
    });
    expect(await verifier.verify(undefined, call)).toEqual({ refused: 'no-token' });
  });
});

describe('sites of one issuer', () => {
  const north = siteOf({ keys, tenant: 'north' }, { id: 'north' });
  const south = siteOf({ keys, tenant: 'south' }, { id: 'south' });
  const withTenant = (tenant: unknown, path = SERVICE) => client.bearer({ claims: { tenant }, path });

  it('are told apart by tenant', async () => {
    const { ask } = verifierOf([north, south]);
    expect(await ask(await withTenant('north'))).toEqual({ site: 'north' });
    expect(await ask(await withTenant('south'))).toEqual({ site: 'south' });
  });

  it.each([
    ['a tenant nobody has', 'west'],
    ['no tenant', undefined],
    ['a list', ['north']],
    ['null', null],
  ])('refuse a token with %s', async (_name, tenant) => {
    expect(await verifierOf([north, south]).ask(await withTenant(tenant))).toBe('tenant');
    expect(await verifierOf([north]).ask(await withTenant(tenant))).toBe('tenant');
    const call = at('north');
    expect(await verifierOf([north, south]).ask(await withTenant(tenant, call.path), call)).toBe('tenant');
  });

  it('refuse the tenant of one at the path of the other', async () => {
    const call = at('south');
    expect(await verifierOf([north, south]).ask(await withTenant('north', call.path), call)).toBe('tenant');
  });

  it('without tenants are told apart by path alone', async () => {
    const { ask } = verifierOf([mary, siteOf({ keys }, { id: 'st-luke' })]);
    const call = at('st-luke');
    expect(await ask(await client.bearer())).toBe('ambiguous-site');
    expect(await ask(await client.bearer(call), call)).toEqual({ site: 'st-luke' });
    expect(await ask(await client.bearer(at('st-mary')), call)).toBe('audience');
  });

  it('with a tenant for one of them only are ambiguous where both would take the token', async () => {
    const { ask } = verifierOf([north, mary]);
    expect(await ask(await withTenant('north'))).toBe('ambiguous-site');
    expect(await ask(await withTenant('west'))).toEqual({ site: 'st-mary' });
  });

  it('trust their own keys only', async () => {
    const west = siteOf({ keys: { pinned: [other.jwk] }, tenant: 'west' }, { id: 'west' });
    expect(await verifierOf([north, west]).ask(await withTenant('west'))).toBe('unknown-key');
  });
});

describe('discovery', () => {
  const shut = siteOf({ keys, discovery: 'protected' });
  const path = '/cds-services';

  it('that is open asks for no token, nor looks at one', async () => {
    const { discover } = verifierOf([mary, john]);
    expect(await discover(undefined, at('st-mary', path))).toEqual({ site: 'st-mary' });
    expect(await discover('Bearer x', at('st-mary', path))).toEqual({ site: 'st-mary' });
  });

  it('at the general path is of the only site, or of none', async () => {
    expect(await verifierOf([mary]).discover(undefined)).toEqual({ site: 'st-mary' });
    expect(await verifierOf([mary, john]).discover(undefined)).toEqual({ site: undefined });
  });

  it('that is protected asks for a token for it', async () => {
    const { discover } = verifierOf([shut]);
    expect(await discover(undefined)).toBe('no-token');
    expect(await discover(await client.bearer())).toBe('audience');
    expect(await discover(await client.bearer({ path }))).toEqual({ site: 'st-mary' });
    expect(await discover(undefined, at('st-mary', path))).toBe('no-token');
  });

  it('at the general path is protected if it is at every site', async () => {
    expect(await verifierOf([shut, john]).discover(undefined)).toEqual({ site: undefined });
    expect(await verifierOf([shut, john]).discover(undefined, at('st-mary', path))).toBe('no-token');
    const both = [shut, { ...john, trust: { ...john.trust, discovery: 'protected' as const } }];
    expect(await verifierOf(both).discover(undefined)).toBe('no-token');
  });

  it('of an unknown site is refused', async () => {
    expect(await verifierOf([mary]).discover(undefined, at('st-paul', path))).toBe('unknown-site');
  });
});

describe('a site without trust', () => {
  it('lets everybody in', async () => {
    const { ask, discover } = verifierOf([open]);
    expect(await ask(undefined)).toEqual({ site: 'development' });
    expect(await ask('Bearer x', at('development'))).toEqual({ site: 'development' });
    expect(await discover(undefined)).toEqual({ site: 'development' });
  });

  it('does not open the general path when there are others', async () => {
    const { ask } = verifierOf([open, mary]);
    expect(await ask(undefined)).toBe('no-site');
    expect(await ask('Bearer x')).toBe('malformed');
    expect(await ask(undefined, at('development'))).toEqual({ site: 'development' });
    expect(await ask(undefined, at('st-mary'))).toBe('no-token');
  });

  it('opens the general path of discovery for no others, which cannot be called there', async () => {
    expect(await verifierOf([open, { ...open, id: 'other' }]).discover(undefined)).toBe('no-site');
    expect(await verifierOf([open, siteOf({ keys, discovery: 'protected' })]).discover(undefined)).toBe('no-site');
    expect(await verifierOf([open, mary]).discover(undefined)).toEqual({ site: undefined });
  });
});

describe('no site at all', () => {
  it('lets nobody in', async () => {
    const { ask, discover } = verifierOf([]);
    expect(await ask(undefined)).toBe('no-token');
    expect(await ask(await client.bearer())).toBe('unknown-issuer');
    expect(await discover(undefined)).toBe('no-token');
  });
});

describe('the list of refusals', () => {
  it('is the list in docs/security.md, in the same order', () => {
    const text = readFileSync(join(PROJECT, 'docs/security.md'), 'utf8');
    const documented = [...text.matchAll(/^\| *`([a-z-]+)` *\| *\S.*\|$/gm)].map(([, reason]) => reason);
    expect(documented).toEqual(Object.keys(REFUSAL_MEANINGS));
  });
});
