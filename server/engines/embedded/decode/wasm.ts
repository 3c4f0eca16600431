/** Starts the WebAssembly kernels that scripts/wasm.mjs builds. */

/** The part of the WebAssembly API in use; its types come only with those of the browser. */
type Assembly = {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object) => { readonly exports: unknown }
}
const { Module, Instance } = (globalThis as unknown as { WebAssembly: Assembly }).WebAssembly

/** A constant of a kernel: an address in its memory, or a limit. */
export type Constant = { readonly value: number }

/** Compiles a kernel, given as base64, at the first call; each call makes an instance with memory of its own. */
export function kernel<Exports>(base64: string): () => Exports {
  let compiled: object | undefined
  return () => {
    compiled ??= new Module(Buffer.from(base64, 'base64'))
    return new Instance(compiled).exports as Exports
  }
}
