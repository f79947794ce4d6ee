import { setTimeout as sleep } from 'node:timers/promises';
import { Truth } from './truth.ts';

/** Something that goes wrong for a while. */
export interface Fault {
  readonly name: string;
  /** Begins it, and gives what ends it. */
  readonly begin: () => Promise<() => Promise<void> | void> | (() => Promise<void> | void);
}

/** What the exporter reads, the value that is in it, and what may happen to it. */
export interface Subject extends AsyncDisposable {
  /** Also the name of its gauge, `soak_NAME`. */
  readonly name: string;
  readonly truth: Truth;
  readonly faults: readonly Fault[];
  /** How old what is shown may be, in milliseconds. */
  readonly ageMs: number;
  /** Connections of the exporter that are open at the server; absent where there is none to ask. */
  readonly connections?: (() => Promise<number> | number) | undefined;
}

const beatMs = 150;
const patienceMs = 2000;

/** Writes 1, 2, 3 … until it is stopped. `write` may fail or hang; the truth knows then that it is not known. */
export function beat(truth: Truth, write: (value: number) => Promise<void>): AsyncDisposable {
  let isStopped = false;
  const run = async (): Promise<void> => {
    for (let value = 1; !isStopped; value++) {
      truth.begin(value);
      await Promise.race([
        write(value).then(
          () => {
            truth.acknowledge(value);
          },
          () => undefined,
        ),
        sleep(patienceMs),
      ]);
      await sleep(beatMs);
    }
  };
  const ended = run();
  return {
    [Symbol.asyncDispose]() {
      isStopped = true;
      return ended;
    },
  };
}
