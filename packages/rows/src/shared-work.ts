interface Shared<Result> {
  readonly result: Promise<Result>;
  readonly controller: AbortController;
  waiters: number;
}

/** Works that go on, so that the same one is not done twice at the same time. */
export class SharedWork<Result> {
  readonly #joinable = new Map<string, Shared<Result>>();
  readonly #all = new Set<Shared<Result>>();
  #ended: Error | undefined;

  /**
   * Waits for the work of that key, or begins it. When nobody waits for it any more, its signal aborts, and the last who
   * leaves waits until it is over.
   */
  async join(
    key: string,
    signal: AbortSignal,
    begin: (wanted: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (this.#ended !== undefined) throw this.#ended;
    signal.throwIfAborted();
    const work = this.#joinable.get(key) ?? this.#begin(key, begin);
    work.waiters++;
    const left = Promise.withResolvers<never>();
    const leave = (): void => {
      work.waiters--;
      if (work.waiters > 0) {
        left.reject(signal.reason as Error);
        return;
      }
      // Whoever comes now begins anew, and does not share the fate of this one.
      if (this.#joinable.get(key) === work) this.#joinable.delete(key);
      work.controller.abort(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([work.result, left.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** Ends all of them, and refuses further ones. */
  async end(reason: Error): Promise<void> {
    this.#ended ??= reason;
    const all = [...this.#all];
    for (const work of all) work.controller.abort(reason);
    await Promise.allSettled(all.map(({ result }) => result));
  }

  #begin(key: string, begin: (wanted: AbortSignal) => Promise<Result>): Shared<Result> {
    const controller = new AbortController();
    const work: Shared<Result> = { result: begin(controller.signal), controller, waiters: 0 };
    this.#joinable.set(key, work);
    this.#all.add(work);
    const forget = (): void => {
      this.#all.delete(work);
      if (this.#joinable.get(key) === work) this.#joinable.delete(key);
    };
    work.result.then(forget, forget);
    return work;
  }
}
