#!/usr/bin/env node
// Checks the types of the package in the working directory with the native compiler of TypeScript 7, which takes a fifth
// of the time of 6. That one is for tools, which need its interface for programs.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const compiler = dirname(require.resolve('typescript-7.0/package.json'));
process.argv.push('--noEmit');
await import(pathToFileURL(join(compiler, 'bin/tsc')));
