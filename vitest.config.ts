import { defineConfig } from 'vitest/config';

/** What needs a browser: the extension is built once for them, and they run one file at a time (two cores). */
const browser = {
  globalSetup: ['tests/support/build-once.ts'],
  fileParallelism: false,
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

/** Real n8n and Node-RED, installed from npm on first use: only for `npm run test:editors`. */
const editors = process.env.LONGPOLE_TEST_EDITORS
  ? [
      {
        test: {
          ...browser,
          name: 'editors',
          include: ['tests/editors/**/*.test.ts'],
          testTimeout: 180_000,
          // The first time npm installs n8n in it.
          hookTimeout: 1_200_000,
        },
      },
    ]
  : [];

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['tests/{unit,property}/**/*.test.{ts,tsx}'] } },
      { test: { name: 'browser', include: ['tests/{compliance,e2e}/**/*.test.ts'], ...browser } },
      ...editors,
    ],
    retry: 0,
  },
});
