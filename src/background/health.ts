import type { Health } from '../messages/panel.ts';
import type { Known } from './documents.ts';

/** What is the same for every tab. */
export type StorageHealth = Pick<
  Health,
  'storage' | 'unsavedRuns' | 'recreated' | 'damaged' | 'vanished' | 'storedBytes' | 'storedRuns' | 'limitBytes'
>;

/** Health of a tab from the documents it shows (frames add up), the messages refused from it the sites granted and the state of the disk. */
export function healthOf(
  documents: readonly Known[],
  refused: number,
  sites: readonly string[],
  storage: StorageHealth,
  outbox: Health['outbox'],
): Health {
  const sum = (pick: (counts: Known['counts']) => number) =>
    documents.reduce((total, { counts }) => total + pick(counts), 0);
  return {
    hook: documents.length > 0,
    sites,
    origins: [...new Set(documents.map(({ place }) => place.origin))].filter((origin) => origin !== ''),
    sockets: sum((counts) => counts.sockets),
    editors: [...new Set(documents.flatMap(({ counts }) => counts.editors))],
    runs: sum((counts) => counts.runs),
    records: sum((counts) => counts.records),
    lost: sum((counts) => counts.lost),
    unreadable: sum((counts) => counts.unreadable),
    refused,
    ...storage,
    ...(outbox && { outbox }),
  };
}
