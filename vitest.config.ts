import { defineConfig } from 'vitest/config';

/** What needs a browser: the extension is built once for them, and they run one file at a time (two cores). */
const browser = {
  globalSetup: ['tests/support/build-once.ts'],
  fileParallelism: false,
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['tests/{unit,property}/**/*.test.{ts,tsx}'] } },
      { test: { name: 'browser', include: ['tests/{compliance,e2e}/**/*.test.ts'], ...browser } },
    ],
    retry: 0,
  },
});
