/**
 * What we use of WebAssembly. TypeScript declares it with the browser's globals, which are left out here so that
 * nothing else of a browser's is in reach.
 */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }

  class Instance {
    constructor(module: Module);
    readonly exports: object;
  }

  interface Memory {
    readonly buffer: ArrayBuffer;
    /** By 64 KiB pages. Views of the buffer before it are emptied. */
    grow(pages: number): number;
  }
}
