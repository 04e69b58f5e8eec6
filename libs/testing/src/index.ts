export { assertSpace } from './disk-space.js';
export { freePorts } from './ports.js';
export { LocalNet, prepareLocalNet, startLocalNet, type LocalNetOptions, type LocalNode } from './localnet.js';
export { ManagedProcess, type ProcessOptions } from './process.js';
export { pacerd, pacerdPath } from './pacerd.js';
export { asSetupError, SetupError } from './setup-error.js';
export { TcpProxy, type ProxyMode } from './tcp-proxy.js';
export { waitFor } from './wait-for.js';
