import { dataSource, type Panel } from './panel.ts';

export interface Section {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface DashboardOptions {
  /** Part of its address in Grafana; stays, so that an import replaces the one that is there. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Metrics of which each target of the dashboard has one: their jobs and instances can be chosen. */
  readonly metrics: readonly string[];
  readonly sections: readonly Section[];
}

/** Of the schema of dashboards, as Grafana 12 and 13 write it; older ones read it too. */
const schemaVersion = 42;
const columns = 24;

/** For the braces of a selector: the targets that were chosen. */
export const chosen = 'job=~"$job", instance=~"$instance"';

/** What Grafana imports: https://grafana.com/docs/grafana/latest/visualizations/dashboards/build-dashboards/view-dashboard-json-model/ */
export function dashboard(options: DashboardOptions): object {
  const { uid, title, description, metrics, sections } = options;
  const ofTargets = `__name__=~"${metrics.join('|')}"`;
  return {
    uid,
    title,
    description,
    tags: ['telltale'],
    schemaVersion,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    timepicker: {},
    timezone: 'browser',
    annotations: { list: [] },
    links: [
      {
        type: 'dashboards',
        title: 'Telltale',
        tags: ['telltale'],
        asDropdown: true,
        includeVars: true,
        keepTime: true,
      },
    ],
    templating: {
      list: [
        {
          name: 'datasource',
          label: 'Data source',
          type: 'datasource',
          query: 'prometheus',
          refresh: 1,
        },
        labelVariable('job', 'Job', `label_values({${ofTargets}}, job)`),
        labelVariable(
          'instance',
          'Instance',
          `label_values({${ofTargets}, job=~"$job"}, instance)`,
        ),
      ],
    },
    panels: placed(sections),
  };
}

function labelVariable(name: string, label: string, query: string): object {
  return {
    name,
    label,
    type: 'query',
    datasource: dataSource,
    definition: query,
    query: { query, refId: `${name}-variable` },
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { text: 'All', value: '$__all' },
  };
}

/** From left to right, and on below where a line is full; each section begins with its title. */
function placed(sections: readonly Section[]): object[] {
  const panels: object[] = [];
  let y = 0;
  const add = (content: object, x: number, width: number, height: number): void => {
    panels.push({ id: panels.length + 1, gridPos: { x, y, w: width, h: height }, ...content });
  };
  for (const { title, panels: inSection } of sections) {
    add({ type: 'row', title, collapsed: false, panels: [] }, 0, columns, 1);
    y += 1;
    let x = 0;
    let lineHeight = 0;
    for (const { width, height, content } of inSection) {
      if (x + width > columns) {
        y += lineHeight;
        [x, lineHeight] = [0, 0];
      }
      add(content, x, width, height);
      x += width;
      lineHeight = Math.max(lineHeight, height);
    }
    y += lineHeight;
  }
  return panels;
}
