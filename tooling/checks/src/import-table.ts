/**
 * Which packages the source of each package may import. Imports run one way; a package that is not
 * listed under another may not be imported there. Tests may import `testing` besides.
 */
export const importTable: Readonly<Record<string, readonly string[]>> = {
  model: [],
  metrics: ['model'],
  registry: ['model', 'metrics'],
  exposition: ['model'],
  http: ['model', 'metrics', 'exposition'],
  'collector-allocator': ['model'],
  // Each holds a compiled file; the collector finds it by its path and imports nothing of it.
  'collector-allocator-linux-arm64': [],
  'collector-allocator-linux-x64': [],
  'collector-exec': ['model', 'exposition', 'rows'],
  'collector-host': ['model'],
  'collector-json': ['model', 'rows'],
  'collector-logfile': ['model', 'metrics'],
  'collector-process': ['model'],
  'collector-redis': ['model', 'rows'],
  'collector-runtime': ['model', 'metrics'],
  'collector-sql': ['model', 'metrics', 'rows'],
  'collector-textfile': ['model', 'exposition'],
  rows: ['model', 'metrics'],
  prometheus: [
    'metrics',
    'registry',
    'exposition',
    'http',
    'collector-allocator',
    'collector-process',
    'collector-runtime',
  ],
  testing: ['model', 'registry', 'exposition'],
  exporter: [
    'model',
    'metrics',
    'registry',
    'exposition',
    'http',
    'collector-allocator',
    'collector-exec',
    'collector-host',
    'collector-json',
    'collector-logfile',
    'collector-process',
    'collector-redis',
    'collector-runtime',
    'collector-sql',
    'collector-textfile',
    'rows',
  ],
  demo: ['prometheus', 'http', 'collector-process', 'collector-runtime'],
};

/** Packages that run in any modern JavaScript runtime and depend on nothing but each other. */
export const corePackages = ['model', 'metrics', 'registry', 'exposition'] as const;
