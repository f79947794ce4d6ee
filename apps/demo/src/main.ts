import { once } from 'node:events';
import { startDemo } from './demo.ts';
import { readOptions } from './options.ts';
import { welcome } from './welcome.ts';

// Before anything is started, so that a signal never leaves something half started behind.
const stopRequested = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);

try {
  const demo = await startDemo(readOptions(process.argv.slice(2), process.env));
  process.stdout.write(welcome(demo));
  await stopRequested;
  await demo.stop();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
