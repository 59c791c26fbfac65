import { PANEL_LIMITS } from '../../src/model/limits.ts';
/** Commands by what is typed of them. Pure. */

/** Something the user can do, by its name. */
export interface Command {
  readonly id: string;
  readonly title: string;
  /** Names of keys that do the same, each shown by itself. */
  readonly keys?: readonly string[];
  readonly group: string;
  /** False: it would do nothing now. */
  readonly enabled: boolean;
  run(): void;
}

/** Commands whose title has the letters typed, in their order: best first, equally good ones in the order given. Spaces typed count for nothing. */
export function rankCommands(commands: readonly Command[], text: string): readonly Command[] {
  const typed = text.toLowerCase().replaceAll(/\s/g, '');
  return commands
    .map((command) => ({ command, cost: costOf(typed, command.title.toLowerCase()) }))
    .filter(({ cost }) => cost < NEVER)
    .sort((a, b) => a.cost - b.cost)
    .map(({ command }) => command);
}

/** What a letter costs that neither follows the one before it nor begins a word; one that begins the title costs nothing. */
const INSIDE = 2;
const NOT_FIRST = 1;
const NEVER = Number.POSITIVE_INFINITY;

/** Least cost of finding the letters in the title one after another; infinite where they are not in it. */
function costOf(typed: string, title: string): number {
  if (typed === '') return 0;
  /** `costs[at]`: of the letters so far, the last of them at that place. */
  let costs: readonly number[] = [];
  for (let i = 0; i < typed.length; i++) {
    const before = costs;
    const next: number[] = [];
    /** Of the letters before this one, the last of them anywhere in front of the place. */
    let least = i === 0 ? NOT_FIRST : NEVER;
    for (let at = 0; at < title.length; at++) {
      if (i > 0) least = Math.min(least, before[at - 1] ?? NEVER);
      const along = i > 0 ? (before[at - 1] ?? NEVER) : at === 0 ? 0 : NEVER;
      next.push(title[at] === typed[i] ? Math.min(along, least + (beginsWord(title, at) ? 0 : INSIDE)) : NEVER);
    }
    costs = next;
  }
  return Math.min(...costs);
}

function beginsWord(title: string, at: number): boolean {
  return /[a-z0-9]/.test(title[at] ?? '') && !/[a-z0-9]/.test(title[at - 1] ?? '');
}

/** The same commands, those used last in front. */
export function recentFirst(commands: readonly Command[], recent: readonly string[]): readonly Command[] {
  const used = recent.flatMap((id) => commands.find((c) => c.id === id) ?? []);
  return [...used, ...commands.filter((c) => !used.includes(c))];
}

/** Ids of the commands used last, with this one in front. */
export function remember(recent: readonly string[], id: string): readonly string[] {
  return [id, ...recent.filter((other) => other !== id)].slice(0, PANEL_LIMITS.recentCommands);
}
