// The worker that bundlers find beside open.browser.ts.
import { serveWorker } from './serve-worker.js';

serveWorker();
