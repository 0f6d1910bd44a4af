#!/usr/bin/env bash
# Package: bark-js@1.2.1
# Expected: where a barcode gives a month only, the day is 00, and the date "SHALL be interpreted as the last day of the noted month
#   including any adjustment for leap years" (GS1 General Specifications, Expiration date: AI (17)), which bark-js says it follows.
# Happens: the value is "2028-02-00", in the same form as a real date. FHIR's date has no such day, and Luxon takes it for no date.
#   Medical devices that were labelled before 2025 have such dates; newer labels of them may not.
# Matters: Device.expirationDate of a UDI that was scanned is refused by a server that checks its input, or an implant stands in the
#   record without an end date. Where the value ends with -00, take the last day of the month.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error bark-js@1.2.1 luxon@3.7.2 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { DateTime } from 'luxon';

const bark = createRequire(import.meta.url)('bark-js');

// FHIR R4, data types, date.
const fhirDate = /^([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)(-(0[1-9]|1[0-2])(-(0[1-9]|[1-2][0-9]|3[0-1]))?)?$/;

function expiry(yymmdd) {
  const { elements } = bark(`010871764820027417${yymmdd}1021A`);
  assert.deepEqual(elements.map(({ ai }) => ai), ['01', '17', '10']);
  const { title, value } = elements[1];
  assert.equal(title, 'USE BY OR EXPIRY');
  return { value, isFhirDate: fhirDate.test(value), isDate: DateTime.fromISO(value).isValid };
}

assert.deepEqual(expiry('280229'), { value: '2028-02-29', isFhirDate: true, isDate: true });
assert.deepEqual(expiry('280200'), { value: '2028-02-00', isFhirDate: false, isDate: false });
assert.deepEqual(expiry('271200'), { value: '2027-12-00', isFhirDate: false, isDate: false });
console.log('As found: bark-js gives the month as a date with the day 00.');
END
node finding.mjs
