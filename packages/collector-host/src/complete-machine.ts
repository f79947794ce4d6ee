/** A line for each key, all with the same number: tests of what is shown look at no values. */
const lines = (keys: readonly string[], rest: string): string =>
  keys.map((key) => `${key}${rest}\n`).join('');

const words = (text: string): string[] => text.trim().split(/\s+/);

/** A header and a line of zeros, as `/proc/net/snmp` and `/proc/net/netstat` have them. */
const table = (protocol: string, fields: string): string => {
  const names = words(fields);
  return `${protocol}: ${names.join(' ')}\n${protocol}: ${names.map(() => '0').join(' ')}\n`;
};

/** What a Linux without any special hardware has, as a virtual machine is. */
export const plainFiles: Readonly<Record<string, string>> = {
  'proc/1/mountinfo': '1 1 8:1 / /data rw - ext4 /dev/sda1 rw\n',
  'data/file': '',
  'proc/diskstats': '8 0 sda 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\n',
  'proc/interrupts': '           CPU0\n  0:  1   IO-APIC   2-edge      timer\n',
  'proc/loadavg': '0.21 0.37 0.39 1/719 19737\n',
  'proc/meminfo': lines(
    words(`
      MemTotal MemFree MemAvailable Buffers Cached SwapCached Active Inactive Active(anon) Inactive(anon)
      Active(file) Inactive(file) Unevictable Mlocked SwapTotal SwapFree Dirty Writeback AnonPages Mapped Shmem
      KReclaimable Slab SReclaimable SUnreclaim KernelStack PageTables NFS_Unstable Bounce WritebackTmp
      CommitLimit Committed_AS VmallocTotal VmallocUsed VmallocChunk Percpu HardwareCorrupted AnonHugePages
      ShmemHugePages ShmemPmdMapped FileHugePages FilePmdMapped Hugepagesize Hugetlb DirectMap4k DirectMap2M
      DirectMap1G`),
    ': 1 kB',
  ).concat(lines(words('HugePages_Total HugePages_Free HugePages_Rsvd HugePages_Surp'), ': 1')),
  'proc/net/arp':
    'IP address HW type Flags HW address Mask Device\n10.0.0.1 0x1 0x2 01:01:01:01:01:01 * eth0\n',
  'proc/net/dev': `Inter-|\n face |\neth0:${' 1'.repeat(16)}\n`,
  'proc/net/netstat':
    table(
      'TcpExt',
      `SyncookiesSent SyncookiesRecv SyncookiesFailed ListenOverflows ListenDrops TCPTimeouts TCPOFOQueue
      TCPRcvQDrop TCPSynRetrans`,
    ) + table('IpExt', 'InOctets OutOctets'),
  'proc/net/snmp':
    table('Ip', 'Forwarding DefaultTTL') +
    table('Icmp', 'InMsgs InErrors OutMsgs') +
    table(
      'Tcp',
      'MaxConn ActiveOpens PassiveOpens CurrEstab InSegs OutSegs RetransSegs InErrs OutRsts',
    ) +
    table('Udp', 'InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors') +
    table('UdpLite', 'InDatagrams InErrors'),
  'proc/net/sockstat':
    'sockets: used 30\nTCP: inuse 11 orphan 0 tw 2 alloc 14 mem 155\nUDP: inuse 0 mem 0\n' +
    'UDPLITE: inuse 0\nRAW: inuse 0\nFRAG: inuse 0 memory 0\n',
  'proc/net/softnet_stat': `${Array.from({ length: 13 }, () => '00000000').join(' ')}\n`,
  'proc/net/tcp':
    '  sl  local_address\n   0: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0\n',
  'proc/net/udp':
    '  sl  local_address\n   0: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000 0\n',
  'proc/stat':
    'cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1 2 3 4 5 6 7 8 9 10\nintr 1\nctxt 2\nbtime 3\nprocesses 4\n' +
    'procs_running 5\nprocs_blocked 6\n',
  'proc/softirqs': '                    CPU0\n          HI:          1\n',
  'proc/sys/fs/file-nr': '1024 0 1631329\n',
  'proc/sys/kernel/domainname': '(none)\n',
  'proc/sys/kernel/hostname': 'shop\n',
  'proc/sys/kernel/hung_task_detect_count': '0\n',
  'proc/sys/kernel/osrelease': '6.1.0\n',
  'proc/sys/kernel/ostype': 'Linux\n',
  'proc/sys/kernel/pid_max': '32768\n',
  'proc/sys/kernel/random/entropy_avail': '256\n',
  'proc/sys/kernel/random/poolsize': '256\n',
  'proc/sys/kernel/threads-max': '7801\n',
  'proc/sys/kernel/version': '#1 SMP\n',
  'proc/1/stat': `1 (init) S ${'0 '.repeat(49)}\n`,
  'proc/vmstat': lines(words('pgpgin pgpgout pswpin pswpout pgfault pgmajfault oom_kill'), ' 1'),
  'sys/class/net/eth0/carrier': '1\n',
  'sys/class/net/eth0/flags': '0x1303\n',
  'sys/class/net/eth0/ifindex': '2\n',
  'sys/class/net/eth0/mtu': '1500\n',
  'sys/class/net/eth0/operstate': 'up\n',
  'sys/class/net/eth0/speed': '1000\n',
  'sys/class/net/eth0/statistics/rx_nohandler': '0\n',
  'sys/class/net/eth0/tx_queue_len': '1000\n',
  'sys/devices/system/clocksource/clocksource0/available_clocksource': 'tsc\n',
  'sys/devices/system/clocksource/clocksource0/current_clocksource': 'tsc\n',
  'etc/os-release': 'ID=debian\nVERSION_ID=12\n',
};

const pressure = 'avg10=0.00 avg60=0.00 avg300=0.00 total=1\n';

/** What depends on the hardware, and on how the kernel was configured. */
export const machineFiles: Readonly<Record<string, string>> = {
  'proc/net/stat/nf_conntrack':
    'entries found invalid ignore insert insert_failed drop early_drop search_restart\n0 0 0 0 0 0 0 0 0\n',
  'proc/pressure/cpu': `some ${pressure}full ${pressure}`,
  'proc/pressure/io': `some ${pressure}full ${pressure}`,
  'proc/pressure/irq': `full ${pressure}`,
  'proc/pressure/memory': `some ${pressure}full ${pressure}`,
  'proc/schedstat': 'version 17\ncpu0 0 0 0 0 0 0 1 2 3\n',
  'proc/sys/net/netfilter/nf_conntrack_count': '123\n',
  'proc/sys/net/netfilter/nf_conntrack_max': '65536\n',
  'sys/class/hwmon/hwmon0/fan1_input': '1098\n',
  'sys/class/hwmon/hwmon0/fan1_min': '0\n',
  'sys/class/hwmon/hwmon0/name': 'coretemp\n',
  'sys/class/hwmon/hwmon0/temp1_crit': '100000\n',
  'sys/class/hwmon/hwmon0/temp1_crit_alarm': '0\n',
  'sys/class/hwmon/hwmon0/temp1_crit_hyst': '95000\n',
  'sys/class/hwmon/hwmon0/temp1_input': '55000\n',
  'sys/class/hwmon/hwmon0/temp1_max': '84000\n',
  'sys/class/power_supply/AC/online': '1\n',
  'sys/class/thermal/cooling_device0/cur_state': '0\n',
  'sys/class/thermal/cooling_device0/max_state': '3\n',
  'sys/class/thermal/cooling_device0/type': 'Processor\n',
  'sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq': '1699981\n',
  'sys/devices/system/cpu/cpu0/cpufreq/scaling_max_freq': '3700000\n',
  'sys/devices/system/cpu/cpu0/cpufreq/scaling_min_freq': '800000\n',
};
