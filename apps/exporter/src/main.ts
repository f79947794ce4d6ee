import { runExporter } from './run-exporter.ts';

const endsByItselfWithinMs = 1000;

// Whoever reads what a command prints may have enough of it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await runExporter();
// A collector that never returns may hold the process open; nothing that is left is worth waiting for.
setTimeout(() => {
  process.exit();
}, endsByItselfWithinMs).unref();
