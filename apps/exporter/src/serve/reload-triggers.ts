import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { ExporterIo } from '../exporter-io.ts';

/** Editors and mounts of Kubernetes change a file in several steps; this long after the last one it is whole. */
const settleMs = 250;

export interface ReloadTriggersOptions {
  readonly io: ExporterIo;
  /** The file to watch. Default: none is. */
  readonly watched?: string | undefined;
  /** Must not reject. */
  readonly reload: (trigger: 'SIGHUP' | 'file') => void;
  readonly onError: (error: Error) => void;
}

/** Reloads at SIGHUP and, by option, when the file changes, until it is disposed of. */
export function reloadTriggers({
  io,
  watched,
  reload,
  onError,
}: ReloadTriggersOptions): Disposable {
  const forget = io.onHangup?.(() => {
    reload('SIGHUP');
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let watcher: FSWatcher | undefined;
  if (watched !== undefined) {
    const path = resolve(watched);
    // The folder: a file that is replaced is another file, which a watcher of the first would not see.
    watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
      // In a mount of Kubernetes the file is a link into ..data, and that link is what changes.
      if (name !== null && name !== basename(path) && name !== '..data') return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        reload('file');
      }, settleMs);
      timer.unref();
    });
    watcher.on('error', onError);
  }
  return {
    [Symbol.dispose]() {
      forget?.();
      clearTimeout(timer);
      watcher?.close();
    },
  };
}
