import type { BodyData, Branch } from './body-tape.ts';
import { payloadOf } from './payload.ts';
import { afterSeen } from './promises.ts';
import { type PrivateMap, tapResult } from './tap.ts';
import { wireValue } from './wire-value.ts';

/** Each way to read an answer whole, and what of it we take; undefined: nothing that could be read at once. */
const READERS: Readonly<Record<string, (value: unknown) => BodyData | undefined>> = {
  text: (value) => value as string,
  json: wireValue,
  arrayBuffer: payloadOf,
  bytes: payloadOf,
  blob: () => undefined,
  formData: () => undefined,
};

/** Watches how the page reads those answers that are in `branches`; `body` and `clone` add what they give. */
export function tapResponse(branches: PrivateMap<Branch>): void {
  const { prototype } = Response;
  for (const [name, take] of Object.entries(READERS))
    tapResult(prototype, name, (promise, response) => {
      const branch = branches.get(response);
      if (!branch || branch.busy) return promise;
      branch.busy = true;
      return afterSeen(
        promise as Promise<unknown>,
        (value) => {
          const data = take(value);
          if (data === undefined) branch.hide();
          else branch.whole(data);
        },
        branch.drop,
      );
    });

  tapResult(prototype, 'body', (stream, response) => {
    const branch = branches.get(response);
    if (branch && stream) branches.set(stream, branch);
    return stream;
  });

  tapResult(prototype, 'clone', (clone, response) => {
    const branch = branches.get(response);
    if (branch) branches.set(clone as object, branch.split());
    return clone;
  });
}
