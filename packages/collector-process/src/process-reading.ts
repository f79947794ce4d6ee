/** What is known about the process at one moment. A value without a source is left out. */
export interface ProcessReading {
  readonly cpuSeconds?: number | undefined;
  readonly cpuUserSeconds?: number | undefined;
  readonly cpuSystemSeconds?: number | undefined;
  readonly openFds?: number | undefined;
  /** Left out where there is no limit. */
  readonly maxFds?: number | undefined;
  readonly virtualMemoryBytes?: number | undefined;
  /** Left out where there is no limit. */
  readonly virtualMemoryMaxBytes?: number | undefined;
  readonly residentMemoryBytes?: number | undefined;
  readonly heapBytes?: number | undefined;
  /** Unix time in seconds. */
  readonly startTimeSeconds?: number | undefined;
  readonly threads?: number | undefined;
  readonly networkReceiveBytes?: number | undefined;
  readonly networkTransmitBytes?: number | undefined;
}

/** What a platform knows about this process. */
export interface ProcessSource extends Disposable {
  /** Never throws: what cannot be read is left out. */
  read(): ProcessReading;
}
