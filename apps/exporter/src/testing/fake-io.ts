import type { ExporterIo, StopSignal } from '../exporter-io.ts';
import { Output } from './output.ts';

/** A process that exists only in a test. */
export class FakeIo implements ExporterIo {
  readonly out = new Output();
  readonly err = new Output();
  /** The codes that the process was ended with at once. */
  readonly exits: number[] = [];
  readonly #listeners = new Set<(signal: StopSignal) => void>();

  readonly #hangupListeners = new Set<() => void>();

  readonly stdout = this.out.append;
  readonly stderr = this.err.append;

  readonly onSignal = (listener: (signal: StopSignal) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly onHangup = (listener: () => void): (() => void) => {
    this.#hangupListeners.add(listener);
    return () => {
      this.#hangupListeners.delete(listener);
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

  /** Sends SIGHUP. */
  hangUp(): void {
    for (const listener of this.#hangupListeners) listener();
  }
}
