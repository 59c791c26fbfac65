/**
 * Every bound of every container, message and file, with its unit and its reason, by the room that holds it. Each is reached by a test
 * (tests/unit/limits.test.ts). Namespaces of plain constants: a bundle then has the numbers it uses and nothing else.
 */
export * as BACKGROUND_LIMITS from './limits/background.ts';
export * as FILE_LIMITS from './limits/files.ts';
export * as PAGE_LIMITS from './limits/page.ts';
export * as PANEL_LIMITS from './limits/panel.ts';
export * as RELAY_LIMITS from './limits/relay.ts';
export * as RUN_LIMITS from './limits/run.ts';
export * as STORE_LIMITS from './limits/store.ts';
