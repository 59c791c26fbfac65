/** The command line of `npm start`. */
import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '../src/model/result.ts';

export interface StartOptions {
  readonly headless: boolean;
  /** A file, or the name of a bundled capture. */
  readonly capture: string;
  readonly speed: number;
  /** Takes to play; 0: until stopped. */
  readonly loops: number;
  readonly exportTo?: string;
  readonly screenshotTo?: string;
  readonly help: boolean;
}

export const USAGE = `npm start -- [--capture FILE] [--speed N] [--loops N]
    Plays a recorded run in a browser with DevTools open on Longpole, again and again until Ctrl-C.
npm start -- --headless [--capture FILE] [--speed N] [--loops N] [--export OUT.json] [--screenshot OUT.png]
    The same without a screen: plays it (once), writes the session and a picture of the panel (by default to out/), and ends.

    --capture     a ws-capture/1 file, or the name of one in tests/captures: n8n/linear, comfyui/01-linear and so on; of
                  NodeTool's without the folder (default: t1-dag)
    --speed       N times faster; times are then only good for a look, and the export says so
`;

/** Where a name is looked for; NodeTool's need no folder. */
const BUNDLED = ['tests/captures', 'tests/captures/nodetool'];
const DEFAULT_CAPTURE = 't1-dag';

/** Reads the arguments; the error says which of them is wrong. Without a display the result is headless. */
export function readStartOptions(args: readonly string[]): Result<StartOptions> {
  const parsed = parse(args);
  if (!parsed.ok) return parsed;
  const { headless, capture, speed, loops, export: exportTo, screenshot: screenshotTo, help } = parsed.value;
  const file = findCapture(capture ?? DEFAULT_CAPTURE);
  if (file === undefined) return fail(`there is no file "${capture}"`, '--capture');
  const times = Number(speed ?? 1);
  if (!(times > 0 && Number.isFinite(times))) return fail(`"${speed}" is not a positive number`, '--speed');
  const once = headless || exportTo !== undefined || screenshotTo !== undefined || !hasDisplay();
  const count = Number(loops ?? (once ? 1 : 0));
  if (!Number.isInteger(count) || count < 0) return fail(`"${loops}" is not a number of times`, '--loops');
  if (once && count === 0) return fail('0 (until stopped) leaves nothing to export: give a number', '--loops');
  return ok({
    headless: headless || !hasDisplay(),
    capture: file,
    speed: times,
    loops: count,
    ...(once ? { exportTo: exportTo ?? 'out/session.json', screenshotTo: screenshotTo ?? 'out/panel.png' } : {}),
    help,
  });
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        headless: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        capture: { type: 'string' },
        speed: { type: 'string' },
        loops: { type: 'string' },
        export: { type: 'string' },
        screenshot: { type: 'string' },
      },
    });
    return ok(values);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error), 'arguments');
  }
}

function findCapture(capture: string): string | undefined {
  const paths = [capture, ...BUNDLED.map((folder) => `${folder}/${capture}`)];
  return paths
    .flatMap((path) => [path, `${path}.jsonl`, `${path}.jsonl.gz`])
    .find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}
