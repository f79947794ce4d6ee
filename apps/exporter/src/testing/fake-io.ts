import type { ExporterIo, StopSignal } from '../exporter-io.ts';
import { Output } from './output.ts';

/** A process that exists only in a test. */
export class FakeIo implements ExporterIo {
  readonly out = new Output();
  readonly err = new Output();
  /** The codes that the process was ended with at once. */
  readonly exits: number[] = [];
  readonly #listeners = new Set<(signal: StopSignal) => void>();

  readonly stdout = this.out.append;
  readonly stderr = this.err.append;

  readonly onSignal = (listener: (signal: StopSignal) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly exit = (code: number): void => {
    this.exits.push(code);
  };

  get signalListeners(): number {
    return this.#listeners.size;
  }

  send(signal: StopSignal): void {
    for (const listener of this.#listeners) listener(signal);
  }
}
