// Run before the package in the working directory is published: refuses one without its addon, which where there is no C
// compiler is built without an error.
import { readFileSync } from 'node:fs';

const target = 'dist/allocator.node';
/** The machines that ELF has numbers for, by the names of Node.js. */
const machines: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

function refuse(reason: string): never {
  console.error(`${target} ${reason}. Install gcc, or give a C compiler in CC, and build again.`);
  process.exit(1);
}

const { cpu: [cpu = ''] = [] } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  cpu?: string[];
};
let head: Buffer;
try {
  head = readFileSync(target).subarray(0, 20);
} catch {
  refuse('is not there');
}
const isElf = head.length === 20 && head.toString('latin1', 1, 4) === 'ELF';
if (!isElf || head.readUInt16LE(18) !== machines[cpu]) refuse(`is not for ${cpu}`);
