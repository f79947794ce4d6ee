import { readPage, seriesKey, type PageFamily } from '../page-reader.ts';
import type { Exporter } from './exporters.ts';

/** One family as both exporters show it. */
export interface ComparedFamily {
  readonly name: string;
  /** How many series each shows; `undefined` where it does not show the family. */
  readonly ours: number | undefined;
  readonly theirs: number | undefined;
  /** Whether type and help are equal. */
  readonly isSameHead: boolean;
  /** Series that only one of them shows, without the labels that came after Debian's release. */
  readonly onlyOurs: readonly string[];
  readonly onlyTheirs: readonly string[];
  /** Whether the values say something of the machine. */
  readonly isCompared: boolean;
  /** Shared series whose values did not agree in any round. */
  readonly apart: readonly string[];
  /** Why it is not compared, or not on both sides. Empty where there is nothing to say. */
  readonly remark: string;
}

/** Came after the release that Debian 12 has. */
const laterFamilies =
  /^node_(?:cpu_(?:isolated|online|scaling_governor)|disk_(?:device_mapper_backing_device_info|filesystem_info)|filesystem_mount_info|hwmon_freq_freq_mhz|netstat_TcpExt_(?:TCPOFOQueue|TCPRcvQDrop)|softnet_(?:backlog_len|(?:cpu_collision|flow_limit_count|received_rps)_total))$/;
const laterLabels: readonly string[] = ['adminstate', 'device_error', 'rotational'];

/** Whose series come and go from one moment to the next. */
const comeAndGo = /^node_(?:processes_(?:threads_)?state|tcp_connection_states)$/;
/** What waits to be sent when the table is read: often a part of the page that was asked for. */
const momentary = /^node_tcp_connection_states\{state="[rt]x_queued_bytes"\}$/;
/** What each says of itself. */
const ownWork = /^node_scrape_collector_duration_seconds$/;

/** Enough for a gauge that moves all the time to be caught between two readings. */
const maxRounds = 60;

/** Reads both side by side, as often as it takes for every value to agree once, and says what came of it. */
export async function compareExporters(
  ours: Exporter,
  theirs: Exporter,
): Promise<ComparedFamily[]> {
  const agreed = new Set<string>();
  let last: { ours: PageFamily[]; theirs: PageFamily[] } | undefined;
  for (let round = 0; round < maxRounds; round++) {
    const before = await read(ours);
    const between = await read(theirs);
    const after = await read(ours);
    last = { ours: after, theirs: between };
    noteAgreement(agreed, valuesOf(before), valuesOf(between), valuesOf(after));
    const isDone = families(last.ours, last.theirs, agreed).every(
      ({ apart }) => apart.length === 0,
    );
    // Three rounds at least: a value that agrees by chance in one is seen to agree in others too.
    if (isDone && round >= 2) break;
  }
  return families(last?.ours ?? [], last?.theirs ?? [], agreed);
}

/** Between two readings of ours, theirs has to lie between the two values. */
function noteAgreement(
  agreed: Set<string>,
  before: ReadonlyMap<string, number>,
  between: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): void {
  for (const [series, value] of between) {
    const [first, second] = [before.get(series), after.get(series)];
    if (first === undefined || second === undefined) continue;
    if (value >= Math.min(first, second) && value <= Math.max(first, second)) agreed.add(series);
  }
}

async function read(exporter: Exporter): Promise<PageFamily[]> {
  const page = readPage(await exporter.scrape(), 'text');
  return page.filter(({ name }) => name.startsWith('node_') && name !== 'node_exporter_build_info');
}

function families(
  ours: readonly PageFamily[],
  theirs: readonly PageFamily[],
  agreed: ReadonlySet<string>,
): ComparedFamily[] {
  const names = [...new Set([...ours, ...theirs].map(({ name }) => name))].toSorted();
  return names.map((name) => {
    const our = ours.find((family) => family.name === name);
    const their = theirs.find((family) => family.name === name);
    const [ourSeries, theirSeries] = [our, their].map(
      (family) => new Set(family === undefined ? [] : valuesOf([family]).keys()),
    ) as [Set<string>, Set<string>];
    const shared = [...ourSeries].filter(
      (series) => theirSeries.has(series) && !momentary.test(series),
    );
    const isVolatile = comeAndGo.test(name);
    return {
      name,
      ours: our?.samples.length,
      theirs: their?.samples.length,
      isSameHead: our?.type === their?.type && our?.help === their?.help,
      onlyOurs: isVolatile ? [] : [...ourSeries].filter((series) => !theirSeries.has(series)),
      onlyTheirs: isVolatile ? [] : [...theirSeries].filter((series) => !ourSeries.has(series)),
      isCompared: !ownWork.test(name),
      apart: ownWork.test(name) ? [] : shared.filter((series) => !agreed.has(series)),
      remark: remarkOn(name, our, their),
    };
  });
}

function remarkOn(
  name: string,
  our: PageFamily | undefined,
  their: PageFamily | undefined,
): string {
  if (their === undefined && laterFamilies.test(name)) return 'came after this release of theirs';
  if (ownWork.test(name)) return 'of each its own work';
  if (comeAndGo.test(name)) return 'series come and go';
  const labels = Object.keys(our?.samples[0]?.labels ?? {});
  const later = labels.filter(
    (label) => laterLabels.includes(label) && their?.samples[0]?.labels[label] === undefined,
  );
  return their === undefined || later.length === 0 ? '' : `${later.join(', ')} came later`;
}

/** By what a series is known without the labels that came later, and without those that say nothing. */
function valuesOf(page: readonly PageFamily[]): Map<string, number> {
  const values = new Map<string, number>();
  for (const { samples } of page) {
    for (const { name, labels, value } of samples) {
      const kept = Object.entries(labels).filter(
        ([label, text]) => text !== '' && !laterLabels.includes(label),
      );
      values.set(seriesKey(name, Object.fromEntries(kept)), value);
    }
  }
  return values;
}

/** Families that are not on both sides, or not the same on both, but for those of which the reason is known. */
export function differencesOf(compared: readonly ComparedFamily[]): ComparedFamily[] {
  return compared.filter(({ ours, theirs, isSameHead, onlyOurs, onlyTheirs, apart, remark }) => {
    if (ours === undefined) return true;
    if (theirs === undefined) return remark === '';
    return !isSameHead || onlyOurs.length + onlyTheirs.length + apart.length > 0;
  });
}
