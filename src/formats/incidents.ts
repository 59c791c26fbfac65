/** Incidents as they are kept between two lives of the worker. */
import { type Incident, MAX_INCIDENTS } from '../model/alert.ts';
import { MAX_ID, MAX_LABEL } from '../model/record.ts';
import type { Result } from '../model/result.ts';
import { EDITOR_IDS } from '../model/run.ts';
import type { Micros } from '../model/time.ts';
import { flag, list, number, object, oneOf, type Reader, readAll, text, whole } from './reading.ts';

const time = whole as Reader<Micros>;
const named = object((m) => ({ id: m.need('id', text(MAX_ID)), name: m.need('name', text(MAX_LABEL)) }));
const titled = object((m) => ({ id: m.need('id', text(MAX_ID)), title: m.need('title', text(MAX_LABEL)) }));

const incident: Reader<Incident> = object((m) => ({
  id: m.need('id', text(MAX_ID, 1)),
  origin: m.need('origin', text(MAX_LABEL)),
  editor: m.need('editor', oneOf(EDITOR_IDS)),
  workflow: m.need('workflow', named),
  cause: m.need('cause', oneOf(['time', 'cost', 'slower'])),
  ...m.maybe('node', titled),
  limit: m.need('limit', number),
  actual: m.need('actual', number),
  unit: m.need('unit', text(MAX_LABEL)),
  estimated: m.need('estimated', flag),
  runs: m.need('runs', whole),
  sinceUs: m.need('sinceUs', time),
  lastUs: m.need('lastUs', time),
  lastRun: m.need('lastRun', text(MAX_ID, 1)),
  seen: m.need('seen', flag),
}));

/** At most MAX_INCIDENTS incidents from untrusted plain data, or the first thing that is wrong. Never throws. */
export function decodeIncidents(value: unknown): Result<readonly Incident[]> {
  return readAll(value, list(incident, MAX_INCIDENTS), 'incidents');
}
