import { describe, expect, it } from 'vitest';
import { addressWithin, trustedBase } from '../../src/fhir-client/address.ts';

const registered = { servers: [new URL('https://ehr.example.org/fhir/r4')], development: false };

describe('a FHIR server is trusted by parsed origin and path', () => {
  it.each([
    ['https://ehr.example.org/fhir/r4', 'https://ehr.example.org/fhir/r4/'],
    ['https://ehr.example.org/fhir/r4/', 'https://ehr.example.org/fhir/r4/'],
    ['https://EHR.example.org:443/fhir/r4/tenant', 'https://ehr.example.org/fhir/r4/tenant/'],
  ])('%s is trusted', (address, base) => {
    expect(trustedBase(address, registered)).toEqual(new URL(base));
  });

  it.each([
    ['another host', 'https://evil.example/fhir/r4'],
    ['a host that begins alike', 'https://ehr.example.org.evil.example/fhir/r4'],
    ['a path that begins alike', 'https://ehr.example.org/fhir/r4-evil'],
    ['a path that climbs out', 'https://ehr.example.org/fhir/r4/../../admin'],
    ['an encoded climb', 'https://ehr.example.org/fhir/r4/%2e%2e/admin'],
    ['a climb by an encoded slash', 'https://ehr.example.org/fhir/r4/..%2fadmin'],
    ['a climb by an encoded backslash', 'https://ehr.example.org/fhir/r4/..%5Cadmin'],
    ['another port', 'https://ehr.example.org:8443/fhir/r4'],
    ['a user name before another host', 'https://ehr.example.org@evil.example/fhir/r4'],
    ['a password', 'https://a:b@ehr.example.org/fhir/r4'],
    ['another scheme', 'file:///etc/passwd'],
    ['a query', 'https://ehr.example.org/fhir/r4?x=https://evil.example'],
    ['no address', 'ehr.example.org'],
    ['loopback', 'http://127.0.0.1:8080/fhir'],
  ])('%s is not trusted in production', (_what, address) => {
    expect(trustedBase(address, registered)).toBe('untrusted-server');
  });

  it('a registered server without TLS is refused in production', () => {
    expect(
      trustedBase('http://ehr.example.org/fhir', {
        servers: [new URL('http://ehr.example.org/fhir')],
        development: false,
      }),
    ).toBe('insecure-server');
  });

  it.each(['http://127.0.0.1:8080/fhir', 'http://localhost:8080/fhir', 'http://[::1]:8080/fhir'])(
    '%s may be called in development',
    (address) => {
      expect(trustedBase(address, { servers: [], development: true })).toBeInstanceOf(URL);
    },
  );

  it('an unregistered host is not trusted in development either', () => {
    expect(trustedBase('https://evil.example/fhir', { servers: [], development: true })).toBe('untrusted-server');
  });
});

describe('an address given by the server leads nowhere else', () => {
  const base = new URL('https://ehr.example.org/fhir/');

  it.each([
    ['Condition?page=2', 'https://ehr.example.org/fhir/Condition?page=2'],
    ['https://ehr.example.org/fhir?_getpages=1', 'https://ehr.example.org/fhir?_getpages=1'],
    ['/fhir/Organization/1', 'https://ehr.example.org/fhir/Organization/1'],
  ])('%s is followed', (address, url) => {
    expect(addressWithin(address, base)?.href).toBe(url);
  });

  it.each([
    'https://evil.example/fhir/x',
    '//evil.example/fhir/x',
    'http://ehr.example.org/fhir/x',
    '/other',
    'https://ehr.example.org:444/fhir/x',
    'https://ehr.example.org@evil.example/fhir/x',
    'javascript:alert(1)',
    'https://u:p@ehr.example.org/fhir/x',
  ])('%s is not', (address) => {
    expect(addressWithin(address, base)).toBeUndefined();
  });
});
