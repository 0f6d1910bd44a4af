#!/usr/bin/env bash
# Package: @medplum/core@5.2.13, fhirpath@5.2.2
# Expected: moments with different offsets are brought to one offset before they are compared (FHIRPath 2.0.0 sections 6.1.1 and
#   6.2, Date/Time), and @T14:30:00 equals an element of type time that reads 14:30:00.
# Happens: Medplum's evalFhirPath compares the texts of elements. 09:00Z comes before 10:00+02:00, which is an hour earlier, and the
#   same moment written with another offset is not equal. Literals are written anew, as 2026-01-15T08:00:00.000Z and
#   T14:30:00.000Z: an element without milliseconds is no moment's equal, and a time is equal to none and after none.
# Matters: Whether "issued > effective" or "authoredOn <= now()" holds depends on the offset that a system happens to write; two
#   systems, or one before and after the change to summer time, get different answers for the same order of events.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @medplum/core@5.2.13 fhirpath@5.2.2 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';
import { evalFhirPath } from '@medplum/core';

const observation = {
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'Time of the last meal' },
  effectiveDateTime: '2026-01-15T10:00:00+02:00',
  issued: '2026-01-15T09:00:00Z',
  valueTime: '14:30:00',
};
const both = (text) => [...fhirpath.evaluate(observation, text, {}, r4), ...evalFhirPath(text, observation)];
const byOffset = { ...observation, issued: '2026-01-15T08:00:00Z' };

assert.deepEqual(both('issued > effective'), [true, false]);
assert.deepEqual(fhirpath.evaluate(byOffset, 'issued = effective', {}, r4), [true]);
assert.deepEqual(evalFhirPath('issued = effective', byOffset), [false]);
assert.deepEqual(both('issued = @2026-01-15T09:00:00Z'), [true, false]);
assert.deepEqual(both('value.ofType(time) = @T14:30:00'), [true, false]);
assert.deepEqual(both('value.ofType(time) > @T12:00:00'), [true, false]);
console.log('As found: Medplum compares moments as texts.');
END
node finding.mjs
