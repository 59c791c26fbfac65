import type { JSX } from 'preact';
import { KEY_LIST } from '../state/key-list.ts';

/** All keys with what they do. */
export function KeyTable(): JSX.Element {
  return (
    <>
      {KEY_LIST.map(({ group, hints }) => (
        <section key={group}>
          <h3>{group}</h3>
          <dl class="keys">
            {hints.map(({ keys, what }) => (
              <div key={what}>
                <dt>
                  {keys.map((k) => (
                    <kbd key={k}>{k}</kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}
