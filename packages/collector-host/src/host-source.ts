import type { Metric } from '@telltale/model';

/** Where the sources read, and what they leave out. */
export interface HostSettings {
  readonly procRoot: string;
  readonly sysRoot: string;
  /** Empty where the root file system is the machine's own. */
  readonly rootfs: string;
  readonly udevData: string;
  readonly sourceTimeoutMs: number;
  readonly mountTimeoutMs: number;
  readonly excludeMountPoints: RegExp;
  readonly excludeFsTypes: RegExp;
  readonly networkFileSystems: boolean;
  readonly excludeDisks: RegExp;
  readonly excludeNetworkDevices: RegExp | undefined;
  readonly netstatFields: RegExp;
}

/**
 * Reads one source of the operating system and appends what it says. It throws an error that names the file and what
 * was wrong with it; what it appended before is then thrown away.
 */
export type HostSource = (buf: Metric[], signal: AbortSignal) => void | Promise<void>;
