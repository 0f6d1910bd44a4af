import { monitorEventLoopDelay } from 'node:perf_hooks';

// Runs inside a server (`node --import`): tells on each message how long its event loop stood still since the last.
// Asking a cheap address from outside instead would also count the wait for the core and the work of the asker.

const RESOLUTION = 1;
const NANOSECONDS = 1e6;

const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
histogram.enable();
process.on('message', () => {
  process.send?.(Math.max(0, histogram.max / NANOSECONDS - RESOLUTION));
  histogram.reset();
});
// The bench's ear must not keep the server from ending.
process.channel?.unref();
