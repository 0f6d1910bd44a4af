#!/usr/bin/env bash
# Package: fhirpath@5.2.0
# Expected: a Quantity without unit (valid in ServiceRequest.quantityQuantity: "2 of it") compares with a number, or
#   gives an Error that says why not.
# Happens: "quantity > 1" throws, and what is thrown is a string and no Error: "InequalityExpression: Type of "[object
#   Object]" ...". With a UCUM code in the Quantity the same expression is true. Given as a variable of its own, a
#   Quantity throws even with a code, since a plain object has lost its type.
# Matters: Whoever catches it and reads error.message logs undefined; instanceof Error is false. A rule that was tried
#   on quantities with a code fails on the first client that sends none: ask for quantity.value.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error fhirpath@5.2.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';

const order = (quantity) => ({
  resourceType: 'ServiceRequest',
  status: 'draft',
  intent: 'order',
  subject: { reference: 'Patient/p1' },
  quantityQuantity: quantity,
});
const ucum = { system: 'http://unitsofmeasure.org', code: '1' };
const thrown = (run) => {
  try {
    return { value: run() };
  } catch (error) {
    return { kind: typeof error, isError: error instanceof Error, message: error.message };
  }
};
const text = { kind: 'string', isError: false, message: undefined };
const evaluate = (resource, expression, variables = {}) => fhirpath.evaluate(resource, expression, variables, r4);

assert.deepEqual(evaluate(order({ value: 2, ...ucum }), 'quantity > 1'), [true]);
assert.deepEqual(thrown(() => evaluate(order({ value: 2 }), 'quantity > 1')), text);
assert.deepEqual(thrown(() => evaluate({}, '%quantity > 1', { quantity: { value: 2, ...ucum } })), text);
assert.deepEqual(evaluate(order({ value: 2 }), 'quantity.value > 1'), [true]);
console.log('As found: fhirpath.js throws a string for a Quantity without unit.');
END
node finding.mjs
