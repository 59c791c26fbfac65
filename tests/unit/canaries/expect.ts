/** The tests of one recording: canaries come out nowhere, and what was recorded is what would be without them. */
import { describe, expect, it, vi } from 'vitest';
import type { CaptureRow } from '../../../src/formats/capture.ts';
import type { Mapping } from '../../../src/model/mapping.ts';
import type { Run } from '../../../src/model/run.ts';
import { captureNames, loadCapture } from '../../support/captures.ts';
import type { Positions } from './fill.ts';
import { createMint } from './mint.ts';
import { type Played, play } from './play.ts';
import { joined, withCanaries } from './rows.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 60_000 });

/** A run but for the sizes of what was sent, and the class of an error that is none any more. */
function figures(runs: readonly Run[]): unknown {
  return JSON.parse(
    JSON.stringify(runs, (key, value) => (key === 'bytes' || key === 'errorClass' ? undefined : value)),
  );
}

export async function expectNoCanary(
  recorded: readonly CaptureRow[],
  positions: Positions,
  { least, mappings = [] }: { readonly least: number; readonly mappings?: readonly Mapping[] },
): Promise<void> {
  const mint = createMint();
  const rows = joined(recorded);
  const poisoned = withCanaries(rows, positions, mint);
  expect(mint.count).toBeGreaterThan(least);
  const played = await play(poisoned, mappings);
  const leaks = [...played.texts].flatMap(([where, text]) => {
    const found = mint.findIn(text);
    return found === undefined ? [] : [`${where} has a canary that was put into ${found}`];
  });
  expect(leaks).toEqual([]);
  const plain = await play(rows, mappings);
  expectSeen(plain);
  expect(figures(played.runs)).toEqual(figures(plain.runs));
  expect([...played.texts.keys()]).toEqual([...plain.texts.keys()]);
}

/** Whatever there was to see went all the way: the silence is not that of a broken pipe. */
function expectSeen({ runs, texts }: Played): void {
  expect(texts.get('messages to the background')).toContain('"k":');
  expect(texts.get('the diagnostics log')).toContain('"k":');
  for (const { id } of runs)
    for (const place of [
      'messages to the panel',
      'store longpole.runs',
      'export session',
      'export html',
      'export trace',
    ])
      expect(texts.get(place), place).toContain(id);
}

/** A test per recording of tests/captures/FOLDER. */
export function canaryTests(folder: string, positions: (name: string) => Positions, least = 50): void {
  describe.each(captureNames(folder))(`${folder}/%s with a canary in every payload position`, (name) => {
    it('is recorded as without, and no canary comes out anywhere', async () => {
      await expectNoCanary(loadCapture(folder, name).rows, positions(name), { least });
    });
  });
}
