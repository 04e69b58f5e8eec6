export * from './portable.js';
export { openWasmProver, type WasmProverOptions } from './wasm/open.node.js';
export { type ExternalProverOptions, openExternalProver } from './external/open-external-prover.js';
