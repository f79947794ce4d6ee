#!/usr/bin/env node
// Only what the oldest Node.js there is understands may be imported before this: npm installs on any, and only warns.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  const { enableCompileCache } = await import('node:module');
  // Compiled code is kept in the folder for temporary files, where that can be written to: the next start is sooner.
  enableCompileCache();
  await import('../dist/main.js');
} else {
  console.error(
    `telltale-exporter needs Node.js 22.18 or newer, and this is ${process.versions.node}: ${process.execPath}`,
  );
  process.exitCode = 1;
}
