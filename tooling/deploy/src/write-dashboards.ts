// Writes the dashboards: pnpm dashboards.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardFiles } from './dashboards/dashboard-files.ts';
import { deployFolder } from './deploy-folder.ts';

for (const [name, text] of await dashboardFiles()) {
  writeFileSync(join(deployFolder, 'grafana', name), text);
}
