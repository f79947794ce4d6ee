import * as z from 'zod';

/** A regular expression of JavaScript. */
export const regularExpression = z.string().transform((text, context) => {
  try {
    return new RegExp(text);
  } catch (error) {
    const message = `${JSON.stringify(text)} is not a regular expression: ${(error as Error).message}`;
    context.issues.push({ code: 'custom', message, input: text });
    return z.NEVER;
  }
});
