/** Reads a stream and a whole answer in every way, each as an exchange of its own, in order. */
import { bodyOf, flow, gated, wholeUrl } from './http-kit.ts';
import { HIDDEN_WAYS, LEAVING_WAYS, OPEN_WAYS } from './reading.ts';

function xhr(method: string, url: string, type: XMLHttpRequestResponseType, body?: string): Promise<unknown> {
  const request = new XMLHttpRequest();
  request.open(method, url);
  request.responseType = type;
  return new Promise((resolve) => {
    request.onloadend = resolve;
    request.send(body);
  });
}

for (const ways of [OPEN_WAYS, HIDDEN_WAYS]) for (const way of Object.values(ways)) await way(() => flow('flow'));
for (const way of Object.values(LEAVING_WAYS)) await way(() => gated().then(({ response: answer }) => answer));
await flow('drop')
  .then((response) => response.text())
  .catch(() => {});
await flow('never', '', { signal: AbortSignal.timeout(30) }).catch(() => {});
const abort = new AbortController();
const { response } = await gated({ signal: abort.signal });
const reader = bodyOf(response).getReader();
await reader.read();
abort.abort();
await reader.read().catch(() => {});

for (const way of Object.values(OPEN_WAYS)) await way(() => fetch(wholeUrl('json')));
await fetch(wholeUrl('json')).then((answer) => answer.json());
for (const type of ['', 'text', 'json', 'arraybuffer'] as const) await xhr('GET', wholeUrl('json'), type);

// Three connections of one source, of which the page closes the last.
const source = new EventSource('/again');
await new Promise<void>((resolve) => {
  source.onmessage = ({ lastEventId }) => {
    if (lastEventId === '3') resolve();
  };
});
source.close();

Object.assign(window, { results: 'done' });
