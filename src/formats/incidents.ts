/** Incidents as they are kept between two lives of the worker. */

import type { Incident } from '../model/alert.ts';
import { BACKGROUND_LIMITS, RELAY_LIMITS } from '../model/limits.ts';
import type { Result } from '../model/result.ts';
import { EDITOR_IDS } from '../model/run.ts';
import type { Micros } from '../model/time.ts';
import { flag, list, number, object, oneOf, type Reader, readAll, text, whole } from './reading.ts';

const time = whole as Reader<Micros>;
const named = object((m) => ({
  id: m.need('id', text(RELAY_LIMITS.recordIdChars)),
  name: m.need('name', text(RELAY_LIMITS.recordLabelChars)),
}));
const titled = object((m) => ({
  id: m.need('id', text(RELAY_LIMITS.recordIdChars)),
  title: m.need('title', text(RELAY_LIMITS.recordLabelChars)),
}));

const incident: Reader<Incident> = object((m) => ({
  id: m.need('id', text(RELAY_LIMITS.recordIdChars, 1)),
  origin: m.need('origin', text(RELAY_LIMITS.recordLabelChars)),
  editor: m.need('editor', oneOf(EDITOR_IDS)),
  workflow: m.need('workflow', named),
  cause: m.need('cause', oneOf(['time', 'cost', 'slower'])),
  ...m.maybe('node', titled),
  limit: m.need('limit', number),
  actual: m.need('actual', number),
  unit: m.need('unit', text(RELAY_LIMITS.recordLabelChars)),
  estimated: m.need('estimated', flag),
  runs: m.need('runs', whole),
  sinceUs: m.need('sinceUs', time),
  lastUs: m.need('lastUs', time),
  lastRun: m.need('lastRun', text(RELAY_LIMITS.recordIdChars, 1)),
  seen: m.need('seen', flag),
}));

/** At most BACKGROUND_LIMITS.incidents incidents from untrusted plain data, or the first thing that is wrong. Never throws. */
export function decodeIncidents(value: unknown): Result<readonly Incident[]> {
  return readAll(value, list(incident, BACKGROUND_LIMITS.incidents), 'incidents');
}
