#!/usr/bin/env bash
# Package: @dhis2/rule-engine@3.3.9
# Expected: d2:zScoreWFH(height, weight, gender) is the weight-for-height score by WHO's growth standards (DHIS2 user manual, program rules). A girl of
#   112 cm weighs 19.4 kg in the middle, 17.7 kg are one SD below, 16.2 kg two and 14.8 kg three, 21.4 kg one above and 23.6 kg two (WHO Child Growth
#   Standards; wfhanthro.txt of WHO's own package anthro: L -0.3833, M 19.406, S 0.09507).
# Happens: the row of girls of 112 cm begins with S, 0.09507, and each weight stands in the column of the next: the median has the score 1, 16.2 kg have
#   -1 and 14.8 kg -2. A girl of 13.6 kg, who is beyond -4 by WHO's formula, has -2.08, and one of 10 kg -2.32. Girls of 111.5 and 112.5 cm are
#   right, and so are boys of 112 cm.
# Matters: Below -2 a child is wasted and below -3 severely, and it is treated by that. At this height, which girls reach at about five years, none
#   is severely wasted any more, and those of average weight are one SD too heavy. Take the score from WHO's table for them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @dhis2/rule-engine@3.3.9 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { RuleActionJs, RuleEngineContextJs, RuleEngineJs, RuleEnrollmentJs, RuleEnrollmentStatus, RuleJs } from '@dhis2/rule-engine';
import { LocalDate } from '@js-joda/core';

const today = LocalDate.parse('2026-01-15');
const child = new RuleEnrollmentJs('1', 'nutrition', today, today, RuleEnrollmentStatus.ACTIVE, 'clinic', null, []);

// The number that a program rule shows.
function shown(expression) {
  const rule = new RuleJs('true', [new RuleActionJs(expression, 'DISPLAYTEXT', new Map([['location', 'feedback']]))]);
  const effects = new RuleEngineJs().evaluateEnrollment(child, [], new RuleEngineContextJs([rule], []));
  assert.equal(effects.length, 1);
  return Number(effects[0].data);
}
const scores = (gender, height, weights) => weights.map((weight) => shown(`d2:zScoreWFH(${height}, ${weight}, '${gender}')`));

// WHO's formula with its parameters for girls of 112 cm.
const byWho = (weight) => ((weight / 19.406) ** -0.3833 - 1) / (-0.3833 * 0.09507);
const weights = [14.8, 16.2, 17.7, 19.4, 21.4, 23.6];
assert.deepEqual(weights.map((weight) => Math.round(byWho(weight)) + 0), [-3, -2, -1, 0, 1, 2]);
assert.ok(byWho(13.6) < -4);

assert.deepEqual(scores('F', 111.5, [14.7, 16, 17.5, 19.2, 21.2, 23.4]), [-3, -2, -1, 0, 1, 2]);
assert.deepEqual(scores('F', 112.5, [15, 16.3, 17.9, 19.6, 21.6, 23.9]), [-3, -2, -1, 0, 1, 2]);
assert.deepEqual(scores('M', 112, [14.9, 16.2, 17.6, 19.2, 21.1, 23.1]), [-3, -2, -1, 0, 1, 2]);

assert.deepEqual(scores('F', 112, weights), [-2, -1, 0, 1, 2, 3]);
assert.deepEqual(scores('F', 112, [13.6, 10]), [-2.08, -2.32]);
console.log('As found: @dhis2/rule-engine moves the scores of girls of 112 cm by one SD.');
END
node finding.mjs
