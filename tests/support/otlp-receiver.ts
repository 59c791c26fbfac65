/** An OTLP/HTTP receiver on this machine, on the official protobuf types: takes what a collector takes, and answers as one. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import root from '@opentelemetry/otlp-transformer/build/src/generated/root.js';

interface Type {
  fromObject(object: object): object;
  toObject(message: object, options: object): Record<string, unknown>;
  verify(message: object): string | null;
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}
interface Generated {
  readonly opentelemetry: {
    readonly proto: {
      readonly collector: { readonly trace: { readonly v1: { readonly ExportTraceServiceRequest: Type } } };
    };
  };
}

/** The request of the protocol, as opentelemetry-proto defines it. */
export const Request = (root as unknown as Generated).opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

export interface Received {
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The request as protobuf's plain objects, its 64-bit numbers as strings and its bytes as base64. */
  readonly request: { readonly resourceSpans: readonly Record<string, unknown>[] };
}

export interface OtlpReceiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** The answers to come: a status, with seconds after which to try again. 200 when there is none left. */
  answerWith(...answers: readonly { readonly status: number; readonly retryAfter?: number }[]): void;
  close(): Promise<void>;
}

/**
 * A request in OTLP/JSON as protobuf has it. The official types read base64 where OTLP/JSON has hex, so ids are turned first; all else is
 * checked by them. Throws what is wrong.
 */
export function fromJson(json: unknown): object {
  const turned = JSON.parse(JSON.stringify(json), (key, value: unknown) =>
    ['traceId', 'spanId', 'parentSpanId'].includes(key) && typeof value === 'string'
      ? Buffer.from(value, 'hex').toString('base64')
      : value,
  ) as Record<string, unknown>;
  const problem = Request.verify(Request.fromObject(turned));
  if (problem) throw new Error(problem);
  return Request.fromObject(turned);
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const received: Received[] = [];
  let answers: readonly { readonly status: number; readonly retryAfter?: number }[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const contentType = request.headers['content-type'] ?? '';
    if (request.method !== 'POST' || request.url !== '/v1/traces') return void response.writeHead(404).end();
    const [answer, ...later] = answers;
    answers = later;
    if (answer && answer.status !== 200) {
      response.writeHead(
        answer.status,
        answer.retryAfter === undefined ? {} : { 'retry-after': String(answer.retryAfter) },
      );
      return void response.end();
    }
    try {
      const message = contentType.startsWith('application/json')
        ? fromJson(JSON.parse(body.toString()))
        : Request.decode(body);
      const plain = Request.toObject(message, { longs: String, bytes: String }) as unknown as Received['request'];
      received.push({ contentType, headers: request.headers, request: plain });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    } catch (error) {
      response.writeHead(400).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    received,
    answerWith: (...next) => {
      answers = next;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
