import { format } from 'prettier';
import { demoDashboard } from './demo-dashboard.ts';
import { exporterDashboard } from './exporter-dashboard.ts';
import { hostDashboard } from './host-dashboard.ts';
import { runtimeDashboard } from './runtime-dashboard.ts';

const dashboards: Readonly<Record<string, object>> = {
  'exporter.json': exporterDashboard,
  'host.json': hostDashboard,
  'nodejs.json': runtimeDashboard,
  'demo.json': demoDashboard,
};

/** The text of each file of dashboards, by its name. */
export async function dashboardFiles(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const [name, content] of Object.entries(dashboards)) {
    files.set(name, await format(JSON.stringify(content), { parser: 'json', printWidth: 100 }));
  }
  return files;
}
