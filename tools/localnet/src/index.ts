export { HostPrograms, programNames, type HostProgramsOptions, type ProgramName } from './host-programs.js';
export { hostProgramsOf } from './host-programs-of.js';
