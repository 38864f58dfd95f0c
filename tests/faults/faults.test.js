// The short form of `npm run faults`: no event of ours is lost, none is stored twice, hardly any goes over the wire again.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { complaints, line } from './report.js';
import { run } from './run.js';
import { SHORT } from './scenarios.js';
import { SUBJECTS } from './subjects.js';

const ours = SUBJECTS.find(({ isOurs }) => isOurs);

describe('what becomes of events', () => {
  for (const scenario of SHORT) {
    it(scenario.name, async () => {
      const result = await run(scenario, ours);
      assert.deepEqual(complaints(scenario, result), [], line(result));
    });
  }
});
