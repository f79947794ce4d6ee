import { linesOf, malformed } from './kernel-text.ts';
import { orLeftOut, type LeaveOut } from './left-out.ts';

export interface Mount {
  readonly device: string;
  readonly mountPoint: string;
  readonly fsType: string;
  readonly major: string;
  readonly minor: string;
  /** Of the mount itself, or of the file system below it. */
  readonly isReadOnly: boolean;
}

/**
 * The lines of a `mountinfo`.
 *
 * @see proc_pid_mountinfo(5)
 */
export function parseMountInfo(text: string, path: string, leaveOut: LeaveOut): Mount[] {
  return linesOf(text).flatMap((line) => orLeftOut(leaveOut, () => parseMount(line, path)) ?? []);
}

function parseMount(line: string, path: string): Mount {
  // By single blanks: a file system that was mounted without a device has an empty field for it.
  const fields = line.split(' ');
  // Any number of optional fields stands before the dash.
  const dash = fields.indexOf('-', 6);
  const [, , numbers = '', , mountPoint, options] = fields;
  const [fsType, device, superOptions = ''] = dash < 0 ? [] : fields.slice(dash + 1);
  const [major, minor] = numbers.split(':');
  if (
    mountPoint === undefined ||
    options === undefined ||
    fsType === undefined ||
    device === undefined ||
    major === undefined ||
    minor === undefined
  ) {
    throw malformed(path, `a line is ${JSON.stringify(line)}, expected a mount`);
  }
  const isReadOnly = [...options.split(','), ...superOptions.split(',')].includes('ro');
  return {
    device: unescaped(device),
    mountPoint: unescaped(mountPoint),
    fsType,
    major,
    minor,
    isReadOnly,
  };
}

/** The kernel writes white space, `#` and backslashes of names in octal. */
function unescaped(name: string): string {
  if (!name.includes('\\')) return name;
  return name.replaceAll(/\\([0-3][0-7]{2})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
