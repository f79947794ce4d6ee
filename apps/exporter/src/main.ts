import { runExporter } from './run-exporter.ts';

const endsByItselfWithinMs = 1000;

process.exitCode = await runExporter();
// A collector that never returns may hold the process open; nothing that is left is worth waiting for.
setTimeout(() => {
  process.exit();
}, endsByItselfWithinMs).unref();
