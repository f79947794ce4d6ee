// Starts the pnpm that package.json pins, on a machine that has only Node.js and npm. It runs on
// whatever Node.js started it; pnpm then runs the scripts on the one that the root installs.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

const { packageManager } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

const child = spawn(
  'npx',
  ['--yes', '--prefer-offline', packageManager, ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: {
      ...process.env,
      DO_NOT_TRACK: '1',
      TURBO_TELEMETRY_DISABLED: '1',
      // npm would offer itself a newer version in the middle of our output.
      npm_config_update_notifier: 'false',
    },
  },
);

// A signal to this process alone must reach pnpm too; one from a terminal reaches both.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}

child.on('error', (error) => {
  console.error(`Could not start ${packageManager} with npx: ${error.message}`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  process.exitCode = signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1);
});
