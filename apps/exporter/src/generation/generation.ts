import type { RowSource } from '@telltale/rows';
import type { LoadedConfig } from '../config/load-config.ts';
import type { Part } from './part.ts';
import type { Unit } from './unit.ts';

/** A source or a collector that was built, with what is collected from because of it. */
export interface BuiltPart {
  readonly name: string;
  /** The type of a source; absent for collectors and for what the caller of the program brought. */
  readonly type?: string | undefined;
  readonly units: readonly Unit[];
  /** What collectors ask, where it is a source of rows. */
  readonly rows?: RowSource<unknown> | undefined;
}

/** A configuration and all that was made of it. Nothing in it is ever changed: another configuration is another one. */
export class Generation {
  readonly loaded: LoadedConfig;
  /** By what they are and are called: `source/shop`, `collector/orders`. */
  readonly parts: ReadonlyMap<string, Part<BuiltPart>>;
  readonly units: readonly Unit[];
  #pins = 0;
  #onUnpinned: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  /** It takes over one hold of each part. */
  constructor(loaded: LoadedConfig, parts: ReadonlyMap<string, Part<BuiltPart>>) {
    this.loaded = loaded;
    this.parts = parts;
    this.units = [...parts.values()].flatMap(({ value }) => value.units);
  }

  /** Keeps all of it open until the function that is returned is called. */
  pin(): () => void {
    this.#pins++;
    let isPinned = true;
    return () => {
      if (!isPinned) return;
      isPinned = false;
      this.#pins--;
      if (this.#pins === 0) this.#onUnpinned?.();
    };
  }

  /** Waits until nobody uses it, then closes what no other generation has. Never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#pins > 0) {
      await new Promise<void>((resolve) => {
        this.#onUnpinned = resolve;
      });
    }
    await Promise.all([...this.parts.values()].map((part) => part.release()));
  }
}
