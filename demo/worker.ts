/** The worker's end of a recorded conversation: what NodeTool's in-browser runner posted, posted again. */
import { playEnd } from './play.ts';

interface Talk {
  readonly speed: number;
  readonly steps: readonly {
    readonly t: number;
    readonly from: 'page' | 'server';
    readonly kind: string;
    readonly data: string;
  }[];
}

/** The little of a worker's global scope that is used here; the project's types are those of a page. */
const scope = self as unknown as { postMessage(message: unknown): void; onmessage: (() => void) | null; close(): void };

let early = 0;
scope.onmessage = () => {
  early++;
};
const answer = await fetch(`/talk${self.location.search}`);
const talk = (await answer.json()) as Talk;
const end = playEnd(
  talk.steps,
  'server',
  talk.speed,
  (index) => scope.postMessage(JSON.parse(talk.steps[index]?.data ?? 'null')),
  () => scope.close(),
);
scope.onmessage = () => end.heard();
for (; early > 0; early--) end.heard();
