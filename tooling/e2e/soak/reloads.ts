import type { ConfiguredExporter } from '../servers/exporter/configured-exporter.ts';
import { waitUntil } from '../servers/wait-until.ts';
import type { Fault } from './subject.ts';

export interface ReloadsOptions {
  readonly exporter: ConfiguredExporter;
  /** The configuration, or with `more` one that has the metric `soak_added`, too. */
  readonly configuration: (more: boolean) => string;
  /** Told where a reload did something else than it should. */
  readonly report: (violation: string) => void;
}

/** Reloads that succeed and that fail, each of which is looked at: one that does nothing would go unnoticed. */
export function reloads({ exporter, configuration, report }: ReloadsOptions): Fault[] {
  const reload = async (text: string, isRight: boolean): Promise<void> => {
    await exporter.configure(text);
    const answer = await exporter.reload();
    const reason = await answer.text();
    if (answer.ok !== isRight) report(`a reload is answered ${answer.status}: ${reason}`);
  };
  const expectAdded = async (expected: number | undefined): Promise<void> => {
    const { 'soak_added{}': value } = await exporter.samples();
    if (value !== expected) report(`soak_added is ${value}, expected ${expected}`);
  };
  return [
    {
      name: 'a reload adds metrics, and another takes them away',
      begin: async () => {
        await reload(configuration(true), true);
        await expectAdded(42);
        return async () => {
          await reload(configuration(false), true);
          await expectAdded(undefined);
        };
      },
    },
    {
      name: 'a reload fails',
      begin: async () => {
        await reload('sources: [', false);
        return async () => {
          await exporter.configure(configuration(false));
          process.kill(exporter.pid, 'SIGHUP');
          await waitUntil('a reload by SIGHUP', async () => {
            const samples = await exporter.samples();
            return samples['exporter_config_last_reload_successful{}'] === 1 ? true : undefined;
          }).catch((error: unknown) => {
            report(String(error));
          });
        };
      },
    },
  ];
}
