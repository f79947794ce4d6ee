interface ProcessLike {
  emitWarning?: (message: string, options: { type: string; code: string }) => void;
}

/** Tells the operator something once; through `process.emitWarning` where there is one, else on the console. */
export function warn(code: string, message: string): void {
  const { process } = globalThis as { process?: ProcessLike };
  (process?.emitWarning ?? console.warn)(message, { type: 'TelltaleWarning', code });
}
