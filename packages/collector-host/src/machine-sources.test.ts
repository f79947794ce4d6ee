import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { machine as architecture } from 'node:os';
import type { Metric } from '@telltale/model';
import { FixtureMachine } from './fixture-machine.ts';
import { hostCollector } from './host-collector.ts';

let machine: FixtureMachine;

beforeEach(() => {
  machine = new FixtureMachine();
});

afterEach(() => {
  machine[Symbol.dispose]();
});

describe('cpu', () => {
  const read = async (collector: ReturnType<typeof hostCollector>): Promise<Metric> => {
    const metrics: Metric[] = [];
    await collector.collect(metrics, { signal: new AbortController().signal });
    return metrics[0] as Metric;
  };
  const stat = (idle: number, iowait: number): string =>
    `cpu  1 2 3 ${idle} ${iowait} 6 7 8 9 10\ncpu0 1 2 3 ${idle} ${iowait} 6 7 8 9 10\nintr 1\n`;

  it('holds times that go back a little until they are passed', async () => {
    const collector = hostCollector({ ...machine.options, collectors: ['cpu'] });
    const times: number[][] = [];
    for (const [idle, iowait] of [
      [1000, 50],
      [900, 40],
      [1001, 51],
      [500, 10],
    ] as const) {
      machine.write({ 'proc/stat': stat(idle, iowait) });
      const values = [...(await read(collector)).snapshot().series].map(({ value }) => value);
      times.push([values[3] as number, values[4] as number]);
    }
    // The last time it was more than three seconds: the processor is another.
    expect(times).toEqual([
      [10, 0.5],
      [10, 0.5],
      [10.01, 0.51],
      [5, 0.1],
    ]);
  });

  it('gives series the same labels in every reading, until there is another processor', async () => {
    const collector = hostCollector({ ...machine.options, collectors: ['cpu'] });
    machine.write({ 'proc/stat': stat(1, 1) });
    const first = (await read(collector)).snapshot().columns.labelValues;
    machine.write({ 'proc/stat': stat(2, 2).replace('intr', 'cpu1 1 2 3 4\nintr') });
    const second = (await read(collector)).snapshot().columns.labelValues;
    expect([second.at(15), second.at(16)]).toEqual([['1', 'steal'], undefined]);
    for (let row = 0; row < 8; row++) expect(second.at(row)).toBe(first.at(row));
    machine.write({ 'proc/stat': stat(3, 3).replace('cpu0', 'cpu7') });
    const third = (await read(collector)).snapshot().columns.labelValues;
    expect(third.at(0)).toEqual(['7', 'user']);
  });
});

describe('vmstat', () => {
  it('shows the fields that node_exporter shows', async () => {
    machine.write({
      'proc/vmstat':
        'nr_free_pages 9\npgpgin 1\npswpout 2\npgmajfault 3\noom_kill 4\npgalloc_dma 5\n',
    });
    expect((await machine.read({ collectors: ['vmstat'] })).samples).toEqual({
      node_vmstat_pgpgin: 1,
      node_vmstat_pswpout: 2,
      node_vmstat_pgmajfault: 3,
      node_vmstat_oom_kill: 4,
    });
  });
});

describe('schedstat', () => {
  it('shows seconds of each processor, and nothing of its domains', async () => {
    machine.write({
      'proc/schedstat':
        'version 15\ntimestamp 15819019232\ncpu0 498494191 0 3533438552 2553969831 3853684107 2465731542 2045936778163039 343796328169361 4767485306\n' +
        'domain0 00000000,00000003 212499247 210112015 1861015 1860405436\n',
    });
    expect((await machine.read({ collectors: ['schedstat'] })).samples).toEqual({
      'node_schedstat_running_seconds_total{cpu="0"}': 2_045_936.778163039,
      'node_schedstat_waiting_seconds_total{cpu="0"}': 343_796.328169361,
      'node_schedstat_timeslices_total{cpu="0"}': 4_767_485_306,
    });
  });
});

describe('entropy', () => {
  it('shows the pool', async () => {
    machine.write({
      'proc/sys/kernel/random/entropy_avail': '1337\n',
      'proc/sys/kernel/random/poolsize': '4096\n',
    });
    expect((await machine.read({ collectors: ['entropy'] })).samples).toEqual({
      node_entropy_available_bits: 1337,
      node_entropy_pool_size_bits: 4096,
    });
  });
});

describe('uname', () => {
  it('shows what uname(2) tells', async () => {
    machine.write({
      'proc/sys/kernel/ostype': 'Linux\n',
      'proc/sys/kernel/osrelease': '6.1.0\n',
      'proc/sys/kernel/version': '#1 SMP\n',
      'proc/sys/kernel/hostname': 'shop\n',
      'proc/sys/kernel/domainname': '(none)\n',
    });
    expect((await machine.read({ collectors: ['uname'] })).samples).toEqual({
      [`node_uname_info{sysname="Linux",release="6.1.0",version="#1 SMP",nodename="shop",domainname="(none)",machine="${architecture()}"}`]: 1,
    });
  });
});

describe('pressure', () => {
  it('shows all others where the kernel refuses to tell that of interrupts', async () => {
    const text = 'some avg10=0.00 total=1000000\nfull avg10=0.00 total=2000000\n';
    machine.write({
      'proc/pressure/cpu': text,
      'proc/pressure/io': text,
      'proc/pressure/memory': text,
      // What cannot be read as a file is refused too, if with another error.
      'proc/pressure/irq/refused': '',
    });
    const { samples, success } = await machine.read({ collectors: ['pressure'] });
    expect(success).toEqual({ pressure: 1 });
    expect(samples).toEqual({
      node_pressure_cpu_waiting_seconds_total: 1,
      node_pressure_io_waiting_seconds_total: 1,
      node_pressure_io_stalled_seconds_total: 2,
      node_pressure_memory_waiting_seconds_total: 1,
      node_pressure_memory_stalled_seconds_total: 2,
    });
  });
});

describe('os', () => {
  const labels =
    'build_id="",id="debian",id_like="",image_id="",image_version="",name="It\'s \\"$5\\"",pretty_name="",variant="",variant_id="",version="",version_codename="",version_id="12.4"';

  it.each(['etc/os-release', 'usr/lib/os-release'])('reads %s', async (path) => {
    machine.write({ [path]: '# ours\nID=debian\nNAME="It\'s \\"\\$5\\""\nVERSION_ID=\'12.4\'\n' });
    const { samples } = await machine.read({ collectors: ['os'] });
    expect(samples).toEqual({
      [`node_os_info{${labels.replaceAll('\\"', '"')}}`]: 1,
      [`node_os_version{id="debian",id_like="",name="It's "$5""}`]: 12.4,
    });
  });

  it.each([
    ['2027-05-12', 1_810_080_000],
    ['"2027-05-12"', 1_810_080_000],
    ['2027-13-12', undefined],
    ['soon', undefined],
  ])('shows that support ends on %s as %s', async (day, expected) => {
    machine.write({ 'etc/os-release': `ID=fedora\nSUPPORT_END=${day}\n` });
    const { samples, success } = await machine.read({ collectors: ['os'] });
    expect(success).toEqual({ os: 1 });
    expect(samples['node_os_support_end_timestamp_seconds']).toBe(expected);
  });

  it('shows no version where that is no number', async () => {
    machine.write({ 'etc/os-release': 'ID=arch\nBUILD_ID=rolling\n' });
    const { samples } = await machine.read({ collectors: ['os'] });
    expect(Object.keys(samples).map((name) => name.split('{')[0])).toEqual(['node_os_info']);
  });
});

describe('time', () => {
  const clocks = {
    'sys/devices/system/clocksource/clocksource0/available_clocksource': 'tsc hpet \n',
    'sys/devices/system/clocksource/clocksource0/current_clocksource': 'tsc\n',
    'sys/devices/system/clocksource/power/async': 'disabled\n',
  };

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_700_000_000_123, toFake: ['Date'] });
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  it('shows the clock and where it comes from', async () => {
    vi.stubEnv('TZ', 'UTC');
    machine.write(clocks);
    expect((await machine.read({ collectors: ['time'] })).samples).toEqual({
      node_time_seconds: 1_700_000_000.123,
      'node_time_zone_offset_seconds{time_zone="UTC"}': 0,
      'node_time_clocksource_available_info{device="0",clocksource="tsc"}': 1,
      'node_time_clocksource_available_info{device="0",clocksource="hpet"}': 1,
      'node_time_clocksource_current_info{device="0",clocksource="tsc"}': 1,
    });
  });
});

describe('thermal_zone', () => {
  it('shows temperatures and what cools, without zones that do not answer', async () => {
    machine.write({
      'sys/class/thermal/thermal_zone0/temp': '12376\n',
      'sys/class/thermal/thermal_zone0/type': 'cpu-thermal\n',
      'sys/class/thermal/thermal_zone1/type': 'bcm2835_thermal\n',
      'sys/class/thermal/cooling_device0/type': 'Processor\n',
      'sys/class/thermal/cooling_device0/cur_state': '1\n',
      'sys/class/thermal/cooling_device0/max_state': '3\n',
    });
    expect((await machine.read({ collectors: ['thermal_zone'] })).samples).toEqual({
      'node_thermal_zone_temp{zone="0",type="cpu-thermal"}': 12.376,
      'node_cooling_device_cur_state{name="0",type="Processor"}': 1,
      'node_cooling_device_max_state{name="0",type="Processor"}': 3,
    });
  });
});

describe('interrupts', () => {
  it('shows what has a column for each processor', async () => {
    machine.write({
      'proc/interrupts':
        '           CPU0       CPU1\n 24:  1  2  IO-APIC   5-edge      ACPI:Ged, usb1\n' +
        'TLB:  3  4   TLB shootdowns\nERR:  5\n',
    });
    expect((await machine.read({ collectors: ['interrupts'] })).samples).toEqual({
      'node_interrupts_total{cpu="0",type="24",info="IO-APIC",devices="5-edge ACPI:Ged, usb1"}': 1,
      'node_interrupts_total{cpu="1",type="24",info="IO-APIC",devices="5-edge ACPI:Ged, usb1"}': 2,
      'node_interrupts_total{cpu="0",type="TLB",info="TLB shootdowns",devices=""}': 3,
      'node_interrupts_total{cpu="1",type="TLB",info="TLB shootdowns",devices=""}': 4,
    });
  });
});

describe('kernel_hung', () => {
  it('shows how many tasks hung', async () => {
    machine.write({ 'proc/sys/kernel/hung_task_detect_count': '3\n' });
    expect((await machine.read({ collectors: ['kernel_hung'] })).samples).toEqual({
      node_kernel_hung_task_detect_count: 3,
    });
  });
});

describe('processes', () => {
  const stat = (name: string, state: string, threads: number): string =>
    `1 (${name}) ${state} ${'0 '.repeat(16)}${threads} 0 99\n`;

  it('counts processes and threads by their state, without those that end meanwhile', async () => {
    machine.write({
      'proc/1/stat': stat('init', 'S', 1),
      'proc/20/stat': stat('a) R (b', 'S', 2),
      'proc/20/task/20/stat': stat('a) R (b', 'S', 2),
      'proc/20/task/21/stat': stat('a) R (b', 'R', 2),
      'proc/20/task/22/comm': 'gone',
      'proc/30/comm': 'gone',
      'proc/self/stat': stat('self', 'R', 1),
      'proc/sys/kernel/threads-max': '7801\n',
      'proc/sys/kernel/pid_max': '123\n',
    });
    expect((await machine.read({ collectors: ['processes'] })).samples).toEqual({
      node_processes_threads: 3,
      node_processes_max_threads: 7801,
      'node_processes_state{state="S"}': 2,
      'node_processes_threads_state{thread_state="S"}': 2,
      'node_processes_threads_state{thread_state="R"}': 1,
      node_processes_pids: 2,
      node_processes_max_processes: 123,
    });
  });

  it('counts them all where there are more than it reads at once', async () => {
    const files = Array.from({ length: 150 }, (_, id) => [`proc/${id}/stat`, stat('a', 'S', 1)]);
    machine.write({
      ...(Object.fromEntries(files) as Record<string, string>),
      'proc/sys/kernel/threads-max': '1\n',
      'proc/sys/kernel/pid_max': '1\n',
    });
    const { samples } = await machine.read({ collectors: ['processes'] });
    expect(samples['node_processes_pids']).toBe(150);
  });
});

describe('softirqs', () => {
  it('shows a count for each processor and kind', async () => {
    machine.write({
      'proc/softirqs':
        '                    CPU0       CPU1\n          HI:          1          2\n' +
        '      NET_RX:         30         40\n',
    });
    expect((await machine.read({ collectors: ['softirqs'] })).samples).toEqual({
      'node_softirqs_functions_total{cpu="0",type="HI"}': 1,
      'node_softirqs_functions_total{cpu="1",type="HI"}': 2,
      'node_softirqs_functions_total{cpu="0",type="NET_RX"}': 30,
      'node_softirqs_functions_total{cpu="1",type="NET_RX"}': 40,
    });
  });
});
