export { ForwardPass, type Layer, layersOf, type StageName, type StageObserver } from './forward.js';
export { SOFTMAX_TABLE } from './integers.js';
export { keystream } from './keystream.js';
export { inputKey, ReferenceDigest } from './reference-digest.js';
export { type Shifts, shiftsOf } from './shifts.js';
