declare module 'virtual:precise-worker' {
  /** The worker's script (precise/worker.ts). */
  export const source: string;
}
