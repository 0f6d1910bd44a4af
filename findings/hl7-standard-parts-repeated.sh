#!/usr/bin/env bash
# Package: hl7-standard@1.0.4
# Expected: & separates the subcomponents of a component and ~ the repetitions of a field (HL7 v2.5.1, chapter 2, "Message delimiters").
#   A field may have one component only, which has subcomponents: a family name in PID-5, the parent order in ORC-8. A message that
#   is parsed and built again without a change says the same.
# Happens: where a field has subcomponents and no ^, build writes ~ for &. The parts of one family name are three names, the number of
#   the parent order and the system that gave it two orders. With a ^ in the field the subcomponents are kept.
# Matters: Whoever relays messages through it sends on a patient with aliases and an order with two parents; the receiver cannot tell.
#   Add an empty component to such fields before parsing, or set them again after.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error hl7-standard@1.0.4 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const HL7 = createRequire(import.meta.url)('hl7-standard');

function written(name, parent) {
  const text = [
    'MSH|^~\\&|EHR|HOSPITAL|LAB|HOSPITAL|20260115103015||OML^O21^OML_O21|42|P|2.5.1',
    `PID|1||123^^^HOSPITAL^MR||${name}||19600115|F`,
    `ORC|CH|O2^EHR||||||${parent}`,
  ].join('\r');
  const message = new HL7(text);
  message.transform((error) => assert.equal(error, null));
  const [, pid, orc] = message.build().split(/[\r\n]+/);
  return { name: pid.split('|')[5], parent: orc.split('|')[8] };
}

const unchanged = [
  ['Example^Ann', 'P1^F1'],
  ['Example^Ann~Maiden^Ann', ''],
  ['van Example&van&Example^Ann', 'P1&EHR^F1&LAB'],
];
for (const [name, parent] of unchanged) assert.deepEqual(written(name, parent), { name, parent });
assert.deepEqual(written('van Example&van&Example', 'P1&EHR'), { name: 'van Example~van~Example', parent: 'P1~EHR' });
console.log('As found: hl7-standard writes the subcomponents of a field without components as repetitions.');
END
node finding.mjs
