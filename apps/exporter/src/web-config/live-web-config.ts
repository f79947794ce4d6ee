import { ConfigError } from '@telltale/model';
import { loadWebConfig, openWebConfig, type WebConfig } from './load-web-config.ts';
import { WatchedFiles } from './watched-files.ts';

/** A web configuration that follows its file, and the files that it names. */
export interface LiveWebConfig {
  /** As the files are at this moment, or were when they were last right. */
  current(): WebConfig;
}

/** What happens to the configuration. */
export interface WebConfigEvents {
  /** It was loaded, and is not in use yet. */
  readonly onLoaded: (config: WebConfig) => void;
  /** It was loaded anew. */
  readonly onChanged: (config: WebConfig) => void;
  /** It is wrong now; the one before stays in use. */
  readonly onWrong: (error: ConfigError) => void;
}

/** @throws INVALID_CONFIG where the file is wrong from the beginning */
export function liveWebConfig(
  file: string | undefined,
  events: WebConfigEvents,
  files = new WatchedFiles(),
): LiveWebConfig {
  if (file === undefined) return { current: () => openWebConfig };
  const load = (): WebConfig => {
    files.clear();
    const loaded = loadWebConfig(file, (path) => {
      files.add(path);
    });
    events.onLoaded(loaded);
    return loaded;
  };
  let config = load();
  return {
    current() {
      if (!files.haveChanged()) return config;
      try {
        const loaded = load();
        // It is what is left of a file when the disk is full, and it would let in everybody.
        if (loaded.isEmpty && !config.isEmpty) {
          throw new ConfigError(
            `${file}: it is empty now: to serve without any of it, start anew.`,
          );
        }
        config = loaded;
        events.onChanged(loaded);
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        events.onWrong(error);
      }
      return config;
    },
  };
}
