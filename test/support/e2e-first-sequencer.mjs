import { sep } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/**
 * Starts the e2e tests first: they take minutes each, most of it waiting. Where jest knows no times yet, as in CI, it begins with the largest
 * file; test/e2e/console.test.ts only names its suites, would begin last, and the other workers would wait for it.
 */
export default class E2eFirstSequencer extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    const isE2e = ({ path }) => path.includes(`${sep}test${sep}e2e${sep}`);
    return [...sorted.filter(isE2e), ...sorted.filter((test) => !isE2e(test))];
  }
}
