/**
 * The wire contract. Messages stand in one subpath per module, e.g. `@pacer/proto/reward/v1`; what spans modules is here.
 * @packageDocumentation
 */
export { registry } from './gen/registry.js';
export * from './gen/errors.js';
export type { MessageCodec, RegistryEntry } from './registry-entry.js';
