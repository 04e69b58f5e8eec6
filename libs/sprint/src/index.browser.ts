// What browsers get: everything but what starts a program.
export * from './portable.js';
export { type BrowserWorker, openWasmProver, type WasmProverOptions } from './wasm/open.browser.js';
