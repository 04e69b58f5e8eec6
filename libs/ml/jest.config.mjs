import { jestProject } from '../../jest.preset.mjs';

// Real processes and big matrices on a machine that may be busy: time decides nothing here.
export default jestProject(import.meta.dirname, { testTimeout: 60_000 });
