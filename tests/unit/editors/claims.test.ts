/** Whose a frame is: of every recording, frame by frame and by nothing but that frame, no wrong editor says it is its own. */
import { describe, expect, it } from 'vitest';
import type { Frame, PageEditor } from '../../../src/editors/editor.ts';
import { EDITORS } from '../../../src/editors/registry.ts';
import type { CaptureRow } from '../../../src/formats/capture.ts';
import { captureFolders, captureNames, loadCapture } from '../../support/captures.ts';

/** The editor of a recording. */
function ownerOf(folder: string, name: string): string {
  if (folder === 'page-clock') return name.startsWith('nodetool') ? 'nodetool' : 'comfyui';
  return folder.startsWith('comfyui') ? 'comfyui' : folder;
}

function frameOf(row: CaptureRow): Frame | undefined {
  const { url, t } = row;
  if (row.row === 'message') {
    const { transport, dir, data } = row;
    return transport === 'http' ? undefined : { link: 1, transport, url, dir, data, t };
  }
  if (row.row !== 'http' || (row.phase !== 'request' && row.phase !== 'response')) return undefined;
  const part = row.phase === 'request' ? 'request' : 'body';
  const http = { part, method: row.method, status: row.status ?? 200 } as const;
  return { link: 1, transport: 'http', url, dir: part === 'request' ? 'out' : 'in', data: row.data, t, http };
}

/** The editors that would be asked about this frame and say yes. */
function claimants(frame: Frame): readonly string[] {
  const head = { method: frame.http?.method ?? '', url: frame.url };
  const asked = (editor: PageEditor): boolean => !frame.http || editor.wants?.(head) !== undefined;
  return EDITORS.filter((editor) => asked(editor) && editor.claims(frame)).map(({ id }) => id);
}

describe.each(captureFolders())('%s', (folder) => {
  it.each(captureNames(folder))('%s is claimed by its editor and by no other', (name) => {
    const frames = loadCapture(folder, name).rows.flatMap((row) => frameOf(row) ?? []);
    const found = new Set(frames.flatMap(claimants));
    expect([...found]).toEqual([ownerOf(folder, name)]);
  });
});
