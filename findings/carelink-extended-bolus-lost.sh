#!/usr/bin/env bash
# Package: nightscout-connect@0.0.12
# Expected: the insulin of a treatment is the amount that was given (Nightscout API, treatments, insulin). A pump gives a bolus at once, over
#   some hours (square) or in both ways (dual); CareLink has the two amounts as deliveredFastAmount and deliveredExtendedAmount, and the sum
#   of them is the dose.
# Happens: the extended amount is never read. A dual bolus of 2 units at once and 3 over two hours is a correction of 2 units, and one of 0 where
#   all 5 are extended. With a meal, neither has any insulin, not even the 2 units. What the pump gives by itself (AUTO_BASAL_DELIVERY) is a
#   correction of 0. A normal bolus is right, with a meal and without.
# Matters: Extended boluses are given for the largest meals. Nightscout, and the loop that asks it, see 60 g of carbohydrates with no insulin on
#   board, and advise the dose a second time. Enter such boluses by hand.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error nightscout-connect@0.0.12 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const carelink = require('nightscout-connect/lib/sources').kinds.minimedcarelink;
const axios = require('axios');

const { log } = console;
console.log = () => {};

// The function that the package registers for turning CareLink's data into Nightscout's.
function transformOf(source) {
  const { config } = source.validate({ carelinkUsername: 'x', carelinkPassword: 'x', countryCode: 'us' });
  let frame;
  source(config, axios).generate_driver({ support_session() {}, register_loop: (_name, loop) => { frame = loop.frame; } });
  return frame.transform;
}

const transform = transformOf(carelink);
const dateTime = '2026-01-15T12:00:00.000-05:00';

function treatments(...markers) {
  const reading = { sg: 120, datetime: dateTime, kind: 'SG' };
  const data = { medicalDeviceFamily: 'NGP', sgs: [reading], lastSG: reading, lastSGTrend: 'NONE', lastConduitDateTime: dateTime, markers };
  return transform(data).treatments.map(({ eventType, insulin, carbs }) => [eventType, insulin, carbs]);
}

const marker = (type, index, values) => ({ type, index, kind: 'Marker', version: 1, dateTime, ...values });
const meal = marker('MEAL', 1, { amount: 60 });

function bolus(bolusType, fast, extended) {
  const amounts = { deliveredFastAmount: fast, programmedFastAmount: fast, deliveredExtendedAmount: extended, programmedExtendedAmount: extended };
  const duration = extended > 0 ? 120 : 0;
  return marker('INSULIN', 1, { bolusType, ...amounts, programmedDuration: duration, effectiveDuration: duration, completed: true });
}

assert.deepEqual(treatments(bolus('FAST', 5, 0)), [['Correction Bolus', 5, undefined]]);
assert.deepEqual(treatments(meal, bolus('FAST', 5, 0)), [['Meal Bolus', 5, 60]]);

assert.deepEqual(treatments(bolus('DUAL', 2, 3)), [['Correction Bolus', 2, undefined]]);
assert.deepEqual(treatments(bolus('SQUARE', 0, 5)), [['Correction Bolus', 0, undefined]]);
assert.deepEqual(treatments(meal, bolus('DUAL', 2, 3)), [['Meal Bolus', undefined, 60]]);
assert.deepEqual(treatments(meal, bolus('SQUARE', 0, 5)), [['Meal Bolus', undefined, 60]]);
assert.deepEqual(treatments(marker('AUTO_BASAL_DELIVERY', 2, { bolusAmount: 0.125 })), [['Correction Bolus', 0, undefined]]);
log('As found: nightscout-connect records a meal of 60 g with a dual bolus of 5 units without insulin.');
END
node finding.mjs
