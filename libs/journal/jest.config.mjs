import { jestProject } from '../../jest.preset.mjs';

// Real processes and real fsyncs on a machine that may be busy: time decides nothing here.
export default jestProject(import.meta.dirname, { testTimeout: 120_000 });
