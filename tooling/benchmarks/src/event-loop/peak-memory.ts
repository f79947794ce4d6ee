import { readFileSync, writeFileSync } from 'node:fs';

/** The most memory that is in use from one moment on: what ticks see of the heap, and what Linux saw of the process. */
export class PeakMemory {
  readonly #begin = inUse();
  #most = this.#begin;
  readonly #residentBegin: number | undefined = resetResidentPeak() ? residentPeak() : undefined;

  look(): void {
    this.#most = Math.max(this.#most, inUse());
  }

  /** Bytes above what was in use at the beginning, on the heap and outside of it, garbage included. */
  grown(): number {
    return this.#most - this.#begin;
  }

  /** Bytes that the process took more of the machine: also seen while nothing ticks. Undefined where it is not Linux. */
  residentGrown(): number | undefined {
    const peak = residentPeak();
    return this.#residentBegin === undefined || peak === undefined
      ? undefined
      : peak - this.#residentBegin;
  }
}

function inUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Begins the peak anew. See proc(5), "/proc/pid/clear_refs". */
function resetResidentPeak(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}

function residentPeak(): number | undefined {
  try {
    const [, kibibytes] =
      /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}
