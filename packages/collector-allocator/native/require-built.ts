// Run before the package in the working directory is published: refuses one without its addon, which where there is no C
// compiler is built without an error.
import { readFileSync } from 'node:fs';
import { compilersFor, packageCpu, target } from './compiler.ts';

/** The machines that ELF has numbers for, by the names of Node.js. */
const machines: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

const cpu = packageCpu();

function refuse(reason: string): never {
  const { programs, install } = compilersFor(cpu);
  const compiler = programs.join(' or ');
  const given = cpu === process.arch ? ', or give a C compiler in CC,' : '';
  console.error(`${target} ${reason}. Install ${compiler} (${install})${given} and build again.`);
  process.exit(1);
}

let head: Buffer;
try {
  head = readFileSync(target).subarray(0, 20);
} catch {
  refuse('is not there');
}
const isElf = head.length === 20 && head.toString('latin1', 1, 4) === 'ELF';
if (!isElf || head.readUInt16LE(18) !== machines[cpu]) refuse(`is not for ${cpu}`);
