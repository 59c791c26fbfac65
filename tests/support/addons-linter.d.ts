declare module 'addons-linter' {
  interface Found {
    readonly code: string;
  }
  interface Output {
    readonly errors: readonly Found[];
    readonly notices: readonly Found[];
    readonly warnings: readonly Found[];
  }
  export function createInstance(options: { readonly config: object; readonly runAsBinary: boolean }): {
    run(): Promise<Output>;
  };
}
