import type { Result } from '../../src/model/result.ts';
import type { Clock, Port } from '../../src/platform/types.ts';
import type { Reading } from '../files/reading.ts';

/** What the panel needs from around it. main.tsx builds it from the browser; tests and the development page fake it. */
export interface PanelHost {
  readonly tabId: number;
  readonly clock: Clock;
  connect(name: string): Port;
  /** Calls back once what is shown now has been drawn. Returns what calls it off. */
  afterPicture(action: () => void): () => void;
  /** Reloads the inspected page. */
  reload(): void;
  /** Calls back with the origins of the inspected page and of the frames in it, now and after each change, where it can be told. */
  onPageOrigin(listener: (origin: string, frames?: readonly string[]) => void): void;
  /** Asks the user to let us look at a site; call it in a click. Undefined where DevTools cannot ask (Firefox). */
  askForSite(origin: string): Promise<boolean> | undefined;
  /** The pattern of an origin that can have the precise clock; undefined for others. Absent in browsers that have none. */
  precisePattern?(origin: string): string | undefined;
  /** Takes a grant back. */
  forgetSite?(pattern: string): Promise<boolean>;
  /** Reads the runs of a file. */
  readFile(file: File): Reading;
  /** Text of the template of HTML reports. */
  reportTemplate(): Promise<string>;
  /** Evaluates a script in the inspected page; only for what the user asks for. Absent where there is no inspected page. */
  runInPage?(code: string): Promise<Result<unknown>>;
}
