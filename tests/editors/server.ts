/** A product's server as a child process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

export interface Server {
  readonly url: string;
  close(): Promise<void>;
}

/** A port nobody uses now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

export interface Command {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly port: number;
  /** Path that answers with JSON once the server works. */
  readonly ready: string;
}

/** Starts `node ARGS` and waits until it answers. Rejects with its last words when it ends before that. */
export async function startServer({ args, cwd, env = {}, port, ready }: Command): Promise<Server> {
  // A server that thinks it is tested is another server: vitest sets NODE_ENV.
  const own = { ...process.env, NODE_ENV: 'production', ...env };
  const child = spawn(process.execPath, args, { cwd, env: own, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      words = (words + chunk).slice(-4000);
    });
  }
  const url = `http://127.0.0.1:${port}`;
  const gone = new Promise<never>((_, reject) => {
    child.once('close', (code) => reject(new Error(`the server ended with ${code}:\n${words}`)));
  });
  await Promise.race([gone, answers(`${url}${ready}`)]);
  gone.catch(() => {});
  return { url, close: () => end(child) };
}

async function answers(url: string): Promise<void> {
  for (;;) {
    const ok = await fetch(url).then(
      // While it starts n8n answers everything, in plain text.
      (response) => response.ok && response.headers.get('content-type')?.includes('json'),
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    // n8n waits for its executions and for a queue; nobody needs them any more.
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
    child.once('exit', () => {
      clearTimeout(late);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
