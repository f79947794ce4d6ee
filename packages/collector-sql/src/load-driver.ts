import { ConfigError } from '@telltale/model';

/**
 * Loads a driver that its users install beside this package.
 *
 * @throws INVALID_CONFIG if it is not installed, with the line that installs it
 */
export async function loadDriver<Driver>(
  name: string,
  load: () => Promise<Driver>,
): Promise<Driver> {
  try {
    return await load();
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code;
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    const reason = isMissing ? 'is not installed' : `could not be loaded: ${String(error)}`;
    // A program that is installed globally finds only drivers that are, too.
    throw new ConfigError(
      `the driver ${name} ${reason}. Install it: npm install ${name}, or npm install --global ${name} ` +
        'beside what was installed so',
    );
  }
}
