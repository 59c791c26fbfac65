import type { Health } from '../messages/panel.ts';
import type { Known } from './documents.ts';

/** What is the same for every tab. */
export type StorageHealth = Pick<
  Health,
  'storage' | 'unsavedRuns' | 'recreated' | 'damaged' | 'vanished' | 'storedBytes' | 'storedRuns' | 'limitBytes'
>;

/** What is told of a tab beside its documents. */
export interface AroundTab {
  /** Messages refused from it. */
  readonly refused: number;
  /** Sites granted. */
  readonly sites: readonly string[];
  readonly storage: StorageHealth;
  readonly outbox: Health['outbox'];
  readonly precise: Health['precise'];
}

/** Health of a tab from the documents it shows (frames add up) and what is around it. */
export function healthOf(documents: readonly Known[], { refused, sites, storage, outbox, precise }: AroundTab): Health {
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
    ...(precise && { precise }),
  };
}
