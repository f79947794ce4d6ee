import { setTimeout as sleep } from 'node:timers/promises';
import { ConfiguredExporter } from '../servers/exporter/configured-exporter.ts';
import { plantedPassword } from '../servers/sql/sql-server.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { badClients } from './bad-clients.ts';
import { configurationOf, type Ports } from './configuration.ts';
import { MovableClock } from './movable-clock.ts';
import { logfileSubject, textfileSubject } from './files.ts';
import { Random } from './random.ts';
import { reloads } from './reloads.ts';
import { mariadbSubject, postgresSubject, redisSubject } from './servers.ts';
import type { Fault, Subject } from './subject.ts';
import { verdictOf, type Verdict } from './verdict.ts';
import { Watcher, type FaultTimes } from './watcher.ts';
import { webSubject } from './web-service.ts';

export interface SoakOptions {
  readonly seconds: number;
  /** What happens, and when, follows from it. */
  readonly seed: number;
  /** Told what happens. */
  readonly log: (line: string) => void;
}

/** Runs an exporter with sources of all kinds for a while, and has everything go wrong in turn and at random. */
export async function soak({ seconds, seed, log }: SoakOptions): Promise<Verdict> {
  await using cleanup = new AsyncDisposableStack();
  const clock = cleanup.use(await MovableClock.create());
  const env = { SOAK_PASSWORD: plantedPassword, ...clock.env };
  const exporter = cleanup.use(await ConfiguredExporter.start('{}', { env }));
  const subjects = await subjectsIn(exporter.folder, cleanup);
  await exporter.configure(configurationOf(subjects.ports, false));
  const reloaded = await exporter.reload();
  if (!reloaded.ok) throw new Error(await reloaded.text());

  const times = new Times();
  const violations: string[] = [];
  const report = (violation: string): void => {
    if (violations.length < 50) log(`VIOLATION ${violation}`);
    violations.push(violation);
  };
  const watcher = new Watcher(exporter, subjects.all, times, report);
  const watching = watcher.run();
  const random = new Random(seed);
  const faults = allFaults(exporter, subjects, clock, report);
  const begun = performance.now();
  // Each at least once, then any.
  const queue = shuffled(faults, random);
  let happened = 0;
  while (performance.now() - begun < seconds * 1000 || queue.length > 0) {
    const fault = queue.pop() ?? random.oneOf(faults);
    log(fault.name);
    await happen(fault, times, random.between(200, seconds < 120 ? 1200 : 6000));
    happened++;
    await sleep(random.between(0, seconds < 120 ? 300 : 3000));
  }
  // All is well again: nothing may be missing.
  await sleep(6000);
  watcher.stop();
  await watching;
  const isAlive = !exporter.hasEnded;
  await exporter[Symbol.asyncDispose]();
  const left = await connectionsLeft(subjects.all);
  return verdictOf({ violations, watcher, happened, isAlive, left });
}

interface Subjects {
  readonly all: readonly Subject[];
  readonly ports: Ports;
}

async function subjectsIn(folder: string, cleanup: AsyncDisposableStack): Promise<Subjects> {
  const postgres = cleanup.use(await postgresSubject());
  const mariadb = cleanup.use(await mariadbSubject());
  const redis = cleanup.use(await redisSubject());
  const web = cleanup.use(await webSubject());
  const textfile = cleanup.use(await textfileSubject(folder));
  const logfile = cleanup.use(await logfileSubject(folder));
  // The same database, asked by a timetable.
  const scheduled: Subject = {
    ...postgres,
    name: 'scheduled',
    // An interval, the deadline of a collection that hangs, and some time for the machine.
    ageMs: 8000,
    faults: [],
    connections: undefined,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return {
    all: [postgres, mariadb, redis, web, textfile, logfile, scheduled],
    ports: { postgres: postgres.port, mariadb: mariadb.port, redis: redis.port, web: web.url },
  };
}

interface NamedFault extends Fault {
  /** What it touches. Default: nothing that is collected. */
  readonly subjects: readonly string[];
}

function allFaults(
  exporter: ConfiguredExporter,
  { all, ports }: Subjects,
  clock: MovableClock,
  report: (violation: string) => void,
): NamedFault[] {
  const ofSubjects = all.flatMap(({ name, faults }) =>
    faults.map((fault) => ({
      ...fault,
      subjects: name === 'postgres' ? [name, 'scheduled'] : [name],
    })),
  );
  const ofClients = badClients(() => Number(new URL(exporter.origin).port));
  const ofReloads = reloads({
    exporter,
    configuration: (more) => configurationOf(ports, more),
    report,
  });
  return [
    ...ofSubjects,
    ...[...ofClients, ...ofReloads, ...clock.faults].map((fault) => ({ ...fault, subjects: [] })),
  ];
}

async function happen(fault: NamedFault, times: Times, forMs: number): Promise<void> {
  const ended = times.begin(fault.subjects);
  try {
    const end = await fault.begin();
    await sleep(forMs);
    await end();
  } finally {
    ended();
  }
}

/** When something was wrong with what. */
class Times implements FaultTimes {
  readonly #all: { readonly subject: string; readonly from: number; to: number }[] = [];

  begin(subjects: readonly string[]): () => void {
    const times = subjects.map((subject) => ({ subject, from: performance.now(), to: Infinity }));
    this.#all.push(...times);
    if (this.#all.length > 2000) this.#all.splice(0, 1000);
    return () => {
      for (const time of times) time.to = performance.now();
    };
  }

  isTouched(subject: string, from: number, to: number): boolean {
    return this.#all.some((one) => one.subject === subject && one.from <= to && one.to >= from);
  }
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, place: random.next() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

/** The connections that are left at servers once the exporter has ended: there must be none. */
async function connectionsLeft(subjects: readonly Subject[]): Promise<string[]> {
  const left: string[] = [];
  for (const { name, connections } of subjects) {
    if (connections === undefined) continue;
    await waitUntil(`connections of ${name} end`, async () =>
      (await connections()) === 0 ? true : undefined,
    ).catch(() => left.push(name));
  }
  return left;
}
