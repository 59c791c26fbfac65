import { buildExtension } from '../../scripts/build.ts';

/** Vitest's global setup of the tests that need the built extension. */
export async function setup(): Promise<void> {
  await buildExtension('chromium');
  await buildExtension('firefox');
}
