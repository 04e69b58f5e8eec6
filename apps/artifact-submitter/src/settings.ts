import { programSettings } from '@pacer/agent';

/** Name of the program: of its journal in state_dir, of its log lines and metrics. */
export const PROGRAM = 'artifact-submitter';

/** `[submitter]` of pacer.toml: nothing of its own is required. */
export const submitterSettings = programSettings('submitter', {}, '127.0.0.1:9102');
