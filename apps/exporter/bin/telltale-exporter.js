#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Compiled code is kept in the folder for temporary files, where that can be written to: the next start is sooner.
enableCompileCache();
await import('../dist/main.js');
