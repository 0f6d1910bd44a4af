#!/usr/bin/env bash
# Package: daikon@1.2.46
# Expected: a DT value may end after any of its parts, and a part that is left out says that the value is no more precise than that; an
#   offset from UTC at its end (&ZZXX) belongs to the moment (DICOM PS3.5, section 6.2, Table 6.2-1, DT).
# Happens: 202603, a day in March, is 28 February; 2026 is 31 December 2025. The offset is left out, so that 10:30 in New York and 10:30
#   in Zurich are one moment. A value down to the day is right.
# Matters: What is dated by its month, the end of a drug's shelf life or an earlier finding, comes out in another month, by its year in
#   another year, and nothing shows that it was a guess. Read DT yourself, and keep its precision.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error daikon@1.2.46 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

process.env.TZ = 'UTC';
const { Tag } = createRequire(import.meta.url)('daikon');

// The bytes of a value as they stand in a file, padded to an even length.
function read(text) {
  const bytes = new TextEncoder().encode(text.length % 2 ? `${text} ` : text);
  const tag = new Tag(0x0040, 0xa120, 'DT', bytes.buffer, 0, 0, bytes.length, true);
  assert.equal(tag.value.length, 1);
  return tag.value[0].toISOString();
}

assert.equal(read('20260315103000'), '2026-03-15T10:30:00.000Z');
assert.equal(read('20260315'), '2026-03-15T00:00:00.000Z');

assert.equal(read('202603'), '2026-02-28T00:00:00.000Z');
assert.equal(read('202601'), '2025-12-31T00:00:00.000Z');
assert.equal(read('2026'), '2025-12-31T00:00:00.000Z');
assert.equal(read('20260315103000-0500'), read('20260315103000+0100'));
console.log('As found: daikon takes a month for the last day of the month before.');
END
node finding.mjs
