/**
 * The torture run: `npm run torture -- --minutes N --seed S`. A writer acts as kubelet, runtimes and applications;
 * podtail is stopped, killed with -9 and started, its disk is filled, its sink stalls; every record is compared with what
 * was written. Exits with 1 if podtail did anything wrong, and keeps the folder then. The same seed has the same steps;
 * how they meet podtail's own is another matter. `--without KIND,KIND` leaves out kinds of steps (see `plan.ts`);
 * `copytruncate`, a way to rotate; or `storm`, several rotations of one log at once.
 */
import { summarize } from './report.js';
import { runTorture } from './run-torture.js';
import { torture } from './torture.js';

await runTorture('torture', torture, summarize);
