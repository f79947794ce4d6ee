/** The texts in a web configuration that must not be seen, also where they stand in the wrong place. */
export function secretTexts(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value === 'string') return isSecret(value, path) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => secretTexts(item, [...path, key]));
}

function isSecret(text: string, path: readonly string[]): boolean {
  if (path[0] === 'basic_auth_users' || path.at(-1) === 'key') return true;
  return text.includes('PRIVATE KEY-----') || /\$2[a-z]?\$\d\d\$/.test(text);
}
