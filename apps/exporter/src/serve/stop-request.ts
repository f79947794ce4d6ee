import { constants } from 'node:os';
import { exitCodes } from '../cli/cli-flags.ts';
import type { ExporterIo, StopSignal } from '../exporter-io.ts';

/** Waits for what stops the exporter. */
export interface StopRequest extends Disposable {
  /** Resolves at the first signal. */
  readonly signal: Promise<StopSignal>;
}

/** Listens for signals from now until it is disposed: the first is a request, the second ends the process at once. */
export function stopRequest(io: ExporterIo): StopRequest {
  const { promise, resolve } = Promise.withResolvers<StopSignal>();
  let asked = false;
  const forget = io.onSignal((signal) => {
    if (asked) io.exit(exitCodes.signalled + constants.signals[signal]);
    asked = true;
    resolve(signal);
  });
  return { signal: promise, [Symbol.dispose]: forget };
}
