export { assertSpace } from './disk-space.js';
export { doubleSign } from './double-sign.js';
export { Flapping } from './flapping.js';
export { freePorts } from './ports.js';
export {
  LocalNet,
  prepareLocalNet,
  startLocalNet,
  type Genesis,
  type LocalNetOptions,
  type LocalNode,
} from './localnet.js';
export { ManagedProcess, type ProcessOptions } from './process.js';
export { pacerd, pacerdPath } from './pacerd.js';
export { faultName, type RpcFault } from './rpc-fault.js';
export { RpcProxy } from './rpc-proxy.js';
export { Seeded } from './seeded.js';
export { asSetupError, SetupError } from './setup-error.js';
export { TcpProxy, type ProxyMode } from './tcp-proxy.js';
export { waitFor } from './wait-for.js';
