import { statSync } from 'node:fs';
import { ConfigError } from '@telltale/model';
import { loadWebConfig, openWebConfig, type WebConfig } from './load-web-config.ts';

/** A web configuration that follows its file, and the files that it names. */
export interface LiveWebConfig {
  /** As the files are at this moment, or were when they were last right. */
  current(): WebConfig;
}

/** What happened to the configuration after it was first loaded. */
export interface WebConfigEvents {
  readonly onChanged: () => void;
  /** The configuration is wrong now; the one before stays in use. */
  readonly onWrong: (error: ConfigError) => void;
}

/** @throws INVALID_CONFIG where the file is wrong from the beginning */
export function liveWebConfig(file: string | undefined, events: WebConfigEvents): LiveWebConfig {
  if (file === undefined) return { current: () => openWebConfig };
  const files = new Map<string, string>();
  const load = (): WebConfig => {
    files.clear();
    // Before it is read, so that a change meanwhile is seen.
    return loadWebConfig(file, (path) => files.set(path, signatureOf(path)));
  };
  let config = load();
  return {
    current() {
      if (!hasChanged(files)) return config;
      try {
        config = load();
        events.onChanged();
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        events.onWrong(error);
      }
      return config;
    },
  };
}

function hasChanged(files: ReadonlyMap<string, string>): boolean {
  for (const [path, signature] of files) if (signatureOf(path) !== signature) return true;
  return false;
}

/** What differs when a file was written to or replaced. */
function signatureOf(path: string): string {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(path);
    return [ino, size, mtimeMs, ctimeMs].join(' ');
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
