import { fileURLToPath } from 'node:url';

/**
 * Path of the compiled addon. The file is missing where the package was built without a C compiler; what is published
 * has it.
 */
export const addonFile: string = fileURLToPath(new URL('../dist/allocator.node', import.meta.url));
