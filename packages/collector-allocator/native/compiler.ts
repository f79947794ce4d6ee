import { readFileSync } from 'node:fs';

/** Where the compiled addon of a package lies, in the folder of the package. */
export const target = 'dist/allocator.node';

/** Compilers that build for another machine than theirs, by what Node.js calls the processor they build for. */
const crossCompilers: Readonly<Record<string, { program: string; install: string }>> = {
  arm64: {
    program: 'aarch64-linux-gnu-gcc',
    install: 'apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross',
  },
  x64: {
    program: 'x86_64-linux-gnu-gcc',
    install: 'apt-get install gcc-x86-64-linux-gnu libc6-dev-amd64-cross',
  },
};

/** The processor that the package in the working directory is for. */
export function packageCpu(): string {
  const { cpu: [cpu] = [] } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    cpu?: readonly string[];
  };
  if (cpu === undefined) throw new Error('package.json has no cpu: which is the addon for?');
  return cpu;
}

/**
 * The C compilers for a processor, the first that works is to be used, and what installs one: natively the one in CC,
 * or gcc or cc, else Debian's cross compiler, as CC says nothing about another machine.
 */
export function compilersFor(cpu: string): { programs: readonly string[]; install: string } {
  if (cpu === process.arch) {
    const { CC } = process.env;
    const programs = CC === undefined || CC === '' ? ['gcc', 'cc'] : [CC];
    return { programs, install: 'apt-get install gcc libc6-dev' };
  }
  const cross = crossCompilers[cpu];
  if (cross === undefined) throw new Error(`No C compiler is known for ${cpu}.`);
  return { programs: [cross.program], install: cross.install };
}
