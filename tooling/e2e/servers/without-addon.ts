// Loaded before a program: no addon of the allocator collector is installed for it.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('@telltale/collector-allocator-')) throw new Error('not installed');
    return next(specifier, context);
  },
});
