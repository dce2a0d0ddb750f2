import importX from 'eslint-plugin-import-x';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

/**
 * Imports go one way (docs/design.md, "Folders"): what stands on the left never imports what stands after it.
 * `lib` is apart: it sees only the contracts, so that CDK cannot enter a bundle.
 */
const zone = (target, from, message) => ({ target, from, message });
const adapters = ['./core/aws', './core/database', './core/cache', './core/guard'];
const capabilities = ['./core/fleet', './core/bot'];
const contractsOnly = [...adapters, ...capabilities, './core/mooncmd'];
const programs = ['./bots', './functions', './ingest-fargate', './local', './bin', './bench', './console'];
const importDirection = [
  zone('./core/contracts', contractsOnly, 'contracts import nothing'),
  zone('./core/mooncmd', [...adapters, ...capabilities], 'mooncmd is pure and sees only the contracts'),
  zone(adapters, [...capabilities, './core/mooncmd'], 'an adapter knows nothing of what it is used for'),
  zone('./core/bot', ['./core/fleet', './core/mooncmd'], 'the platform of all bots knows of no terminal'),
  zone('./core/fleet', './core/bot', 'what happens to terminals does not depend on who asks'),
  zone(
    './bots',
    [
      './core/aws',
      './core/database',
      './core/cache',
      './functions',
      './ingest-fargate',
      './local',
      './bin',
      './bench',
    ],
    'a bot never touches the network or the database',
  ),
  zone(
    [...adapters, ...capabilities, './core/http'],
    './core/api',
    'what is served over HTTP stands above what serves it',
  ),
  zone('./core', programs, 'core is below the programs'),
  zone(
    './functions',
    ['./ingest-fargate', './local', './bin', './bench'],
    'a function sees core and bots only',
  ),
  zone('./ingest-fargate', ['./functions', './local', './bin', './bench'], 'the task sees core only'),
  zone(
    './console/src',
    ['./functions', './ingest-fargate', './local', './bin', './bench', './lib', './bots'],
    'the page sees shapes and pure files of core only',
  ),
  zone(
    './console/src',
    [...adapters, './core/http', './core/measurements', './core/failover'],
    'the page asks the API; nothing of what answers enters it',
  ),
  zone('./lib', [...contractsOnly, ...programs], 'lib names a handler by its path, never by import'),
  zone(
    ['./core', './functions', './ingest-fargate', './bots', './local'],
    './lib',
    'CDK stays out of what runs',
  ),
];

export default tseslint.config(
  { ignores: ['node_modules', 'cdk.out', '.telefleet', 'console/dist', '**/*.mjs'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones: importDirection }],
      'import-x/no-default-export': 'error',
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'read the environment in a config loader (config.ts) and pass it on',
        },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // `import { type X }` alone would still load the module when types are only stripped.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    // What goes into a bundle: `import { z }` brings all locales of zod along, 370 KB of 1 MB.
    files: ['core/**', 'functions/**', 'bots/**', 'console/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[source.value='zod'] ImportSpecifier[imported.name='z']",
          message: "write import * as z from 'zod'",
        },
      ],
    },
  },
  {
    // Drivers are behind adapters: what is decided is tested without them.
    files: ['core/**', 'bots/**'],
    ignores: ['core/aws/**', 'core/cache/**', 'core/database/**'],
    rules: {
      'no-restricted-imports': ['error', { paths: ['pg', 'ioredis'], patterns: ['@aws-sdk/*'] }],
    },
  },
  {
    // The loaders: the one place of each program that reads the environment.
    files: ['**/config.ts', 'core/contracts/env.ts', 'console/vite.config.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // What people run in a terminal prints to it.
    files: ['bin/**', 'bench/**', 'test/support/**'],
    rules: { 'no-console': 'off', 'no-restricted-properties': 'off' },
  },
  {
    // vite asks for a default export of its settings.
    files: ['console/vite.config.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    // A browser's console is where a page's faults are told.
    files: ['console/src/app.tsx', 'console/src/shell/lazy-page.tsx'],
    rules: { 'no-console': ['error', { allow: ['warn', 'error'] }] },
  },
  {
    // jest asks for a default export of its global set-up.
    files: ['test/support/database-template*.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    files: ['test/**'],
    plugins: { jest },
    rules: {
      'jest/no-focused-tests': 'error',
      'jest/no-disabled-tests': 'error',
      'jest/expect-expect': [
        'error',
        {
          assertFunctionNames: [
            'expect',
            'expect*',
            '**.expect*',
            'fc.assert',
            '**.hasResource*',
            '**.resource*',
          ],
        },
      ],
      'no-restricted-properties': 'off',
      // expect.any() and its like are `any` by their nature.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
);
