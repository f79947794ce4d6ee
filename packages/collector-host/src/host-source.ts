import type { Metric } from '@telltale/model';
import type { LeaveOut } from './left-out.ts';

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
 * Reads one source of the operating system and appends what it says. What is wrong with a part of it goes to `leaveOut`,
 * an error that names the file and what was wrong there. It throws such an error where there is nothing to be had of it;
 * what it appended before is then thrown away. A sum or a count is right or not shown: it is not made of what is left.
 */
export type HostSource = (
  buf: Metric[],
  signal: AbortSignal,
  leaveOut: LeaveOut,
) => void | Promise<void>;
