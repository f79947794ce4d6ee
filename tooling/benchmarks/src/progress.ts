/** Says on one line of a terminal what is going on; says nothing where nobody looks. */
export function progress(text: string): void {
  if (!process.stderr.isTTY) return;
  process.stderr.clearLine(0);
  process.stderr.cursorTo(0);
  process.stderr.write(text);
}
