import { registerHooks } from 'node:module';

/** Imported before a program, it has the drivers of databases be missing. */
registerHooks({
  resolve(specifier, context, nextResolve) {
    if (!['pg', 'mysql2', 'redis'].includes(specifier)) return nextResolve(specifier, context);
    throw Object.assign(new Error(`Cannot find package '${specifier}'`), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
  },
});
