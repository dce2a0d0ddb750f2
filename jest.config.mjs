import { availableParallelism } from 'node:os';

/**
 * Four kinds of test, one project each, so that `npm test -- --selectProjects unit` runs one kind.
 * swc only strips types: `npm run types` is what checks them.
 */
const base = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.m?[jt]s$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  // Packages that ship only ES modules have to be transformed for jest's CommonJS runtime.
  transformIgnorePatterns: ['/node_modules/(?!(@middy|preact|@preact)/)'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.telefleet'],
};

const project = (displayName, extra = {}) => ({
  ...base,
  displayName,
  testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
  ...extra,
});

export default {
  projects: [
    project('unit'),
    project('infra'),
    project('db', {
      globalSetup: '<rootDir>/test/support/database-template.ts',
      globalTeardown: '<rootDir>/test/support/database-template-down.ts',
    }),
    project('e2e'),
  ],
  // One more than there are cores: the longest tests wait for leases and time limits, and use none meanwhile.
  maxWorkers: availableParallelism() + 1,
  testSequencer: '<rootDir>/test/support/e2e-first-sequencer.mjs',
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/test/support/skipped-reporter.mjs'],
};
