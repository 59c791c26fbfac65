/** The worker's end of a recorded conversation: what NodeTool's in-browser runner posted, posted again. */
import type { WorkerTalk } from './lines.ts';
import { playEnd } from './play.ts';

/** The little of a worker's global scope that is used here; the project's types are those of a page. */
const scope = self as unknown as { postMessage(message: unknown): void; onmessage: (() => void) | null; close(): void };

let early = 0;
scope.onmessage = () => {
  early++;
};
const answer = await fetch(new URLSearchParams(self.location.search).get('talk') ?? '');
const talk = (await answer.json()) as WorkerTalk & { readonly speed: number };
const end = playEnd(
  talk.lines,
  'server',
  talk.speed,
  (index) => scope.postMessage(JSON.parse(talk.lines[index]?.data ?? 'null')),
  () => scope.close(),
);
scope.onmessage = () => end.heard();
for (; early > 0; early--) end.heard();
