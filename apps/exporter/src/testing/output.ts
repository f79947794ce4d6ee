interface Waiter {
  readonly pattern: RegExp;
  readonly resolve: (match: RegExpExecArray) => void;
}

/** What a program has written so far, for tests that wait for a part of it. */
export class Output {
  text = '';
  #waiters: Waiter[] = [];

  readonly append = (chunk: string): void => {
    this.text += chunk;
    this.#waiters = this.#waiters.filter(({ pattern, resolve }) => {
      const match = pattern.exec(this.text);
      if (match !== null) resolve(match);
      return match === null;
    });
  };

  /** Resolves when `pattern` is somewhere in what was written. */
  until(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve) => {
      this.#waiters.push({ pattern, resolve });
      this.append('');
    });
  }

  /** The address of the `index`-th listener that the log tells of. */
  async url(index = 0): Promise<string> {
    const [line] = await this.until(
      new RegExp(`(?:msg=Listening[^]*?){${index + 1}} url=(\\S+)\n`),
    );
    return / url=(\S+)\n$/.exec(line)?.[1] ?? '';
  }

  /** The lines of the log, without their times. */
  lines(): string[] {
    return this.text
      .split('\n')
      .slice(0, -1)
      .map((line) => line.replace(/^time=\S+ /, ''));
  }
}
