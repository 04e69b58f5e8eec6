import { simulate } from './simulate.js';

// `npm run bench -- simulate --schedules 10000`
process.exitCode = await simulate(process.argv.slice(2), process.env.BENCH_RESULT);
