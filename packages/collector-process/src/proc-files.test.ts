import { describe, expect, it } from 'vitest';
import { parseProcLimits } from './proc-limits.ts';
import { parseProcNetstat } from './proc-netstat.ts';
import { parseProcStatus } from './proc-status.ts';

const limits = (openFiles: string, addressSpace: string): string =>
  [
    'Limit                     Soft Limit           Hard Limit           Units     ',
    'Max cpu time              unlimited            unlimited            seconds   ',
    `Max open files            ${openFiles.padEnd(21)}1048576              files     `,
    'Max locked memory         8388608              8388608              bytes     ',
    `Max address space         ${addressSpace.padEnd(21)}unlimited            bytes     `,
    '',
  ].join('\n');

describe('parseProcLimits', () => {
  it('reads the soft limits', () => {
    expect(parseProcLimits(limits('1024', '4294967296'))).toEqual({
      maxFds: 1024,
      virtualMemoryMaxBytes: 4_294_967_296,
    });
  });

  it('leaves out what is unlimited, and what is not there', () => {
    const none = { maxFds: undefined, virtualMemoryMaxBytes: undefined };
    expect(parseProcLimits(limits('unlimited', 'unlimited'))).toEqual(none);
    expect(parseProcLimits('')).toEqual(none);
  });
});

describe('parseProcStatus', () => {
  it('reads sizes in units of 1,024 bytes', () => {
    const text =
      'Name:\tnode\nVmPeak:\t99999999 kB\nVmSize:\t 9813824 kB\nVmRSS:\t   44646 kB\nVmData:\t  610548 kB\nThreads:\t11\n';
    expect(parseProcStatus(text)).toEqual({
      virtualMemoryBytes: 10_049_355_776,
      residentMemoryBytes: 45_717_504,
      heapBytes: 625_201_152,
      threads: 11,
    });
  });

  it('leaves out what is not there, and is not misled by the name of the program', () => {
    const none = {
      virtualMemoryBytes: undefined,
      residentMemoryBytes: undefined,
      heapBytes: undefined,
      threads: undefined,
    };
    expect(parseProcStatus('Name:\tVmRSS:    1 kB\nState:\tZ (zombie)\n')).toEqual(none);
  });
});

describe('parseProcNetstat', () => {
  const tcp = 'TcpExt: SyncookiesSent InOctets\nTcpExt: 1 2\n';

  it('finds the columns by their names, in the lines of IpExt', () => {
    const text = `${tcp}IpExt: InNoRoutes InOctets OutOctets InMcastOctets\nIpExt: 0 859877213 1412311 9\n`;
    expect(parseProcNetstat(text)).toEqual({
      networkReceiveBytes: 859_877_213,
      networkTransmitBytes: 1_412_311,
    });
  });

  it.each([
    ['there is no IpExt', tcp],
    ['the columns are missing', `${tcp}IpExt: InNoRoutes\nIpExt: 7\n`],
    ['the line of numbers is missing', `${tcp}IpExt: InOctets OutOctets\n`],
    ['the file is empty', ''],
  ])('leaves both out where %s', (_, text) => {
    expect(parseProcNetstat(text)).toEqual({
      networkReceiveBytes: undefined,
      networkTransmitBytes: undefined,
    });
  });
});
