import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  PodMonitor,
  ServiceMonitor,
} from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { DaemonSet, Deployment } from 'kubernetes-models/apps/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { ConfigMap, Service } from 'kubernetes-models/v1';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { deployFolder } from './deploy-folder.ts';

type Labels = Readonly<Record<string, string>>;

interface Port {
  readonly name: string;
  readonly port?: number;
  readonly containerPort?: number;
  readonly targetPort?: string;
}

interface Container {
  readonly image: string;
  readonly args: readonly string[];
  readonly ports: readonly Port[];
  readonly securityContext: object;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly livenessProbe: { readonly httpGet: { readonly path: string; readonly port: string } };
  readonly readinessProbe: { readonly httpGet: { readonly path: string; readonly port: string } };
}

interface PodSpec {
  readonly securityContext: object;
  readonly containers: readonly Container[];
  readonly volumes: readonly {
    readonly name: string;
    readonly configMap?: { readonly name: string };
    readonly secret?: { readonly secretName: string };
    readonly hostPath?: object;
  }[];
}

interface Resource {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec: {
    readonly selector: Labels & { readonly matchLabels: Labels };
    readonly podSelector: { readonly matchLabels: Labels };
    readonly template: { readonly metadata: { readonly labels: Labels }; readonly spec: PodSpec };
    readonly ports: readonly Port[];
    readonly endpoints?: readonly { readonly port: string }[];
    readonly podMetricsEndpoints?: readonly { readonly port: string }[];
    readonly ingress: readonly { readonly ports: readonly { readonly port: string }[] }[];
  };
}

const folder = join(deployFolder, 'kubernetes');
const text = readFileSync(join(folder, 'kustomization.yaml'), 'utf8');
const kustomization = parse(text) as { resources: string[]; images: { name: string }[] };
const resources = kustomization.resources.flatMap((file) =>
  parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map(
    (document) => document.toJS() as Resource,
  ),
);
const models: Readonly<Record<string, new (data: never) => { validate(): void }>> = {
  ...{ ConfigMap, DaemonSet, Deployment, NetworkPolicy, PodMonitor, Service, ServiceMonitor },
};

const ofKind = (...kinds: string[]): Resource[] =>
  resources.filter(({ kind }) => kinds.includes(kind));
const workloads = ofKind('Deployment', 'DaemonSet');
const labelsOf = (workload: Resource): Labels => workload.spec.template.metadata.labels;

/** Those whose pods a selector selects. */
function selected(selector: Labels): Resource[] {
  const wanted = Object.entries(selector);
  return workloads.filter((workload) =>
    wanted.every(([name, value]) => labelsOf(workload)[name] === value),
  );
}

test('kustomization.yaml names each manifest, and the image that they run', () => {
  const files = readdirSync(folder).filter((file) => file !== 'kustomization.yaml');

  expect([...kustomization.resources].sort()).toEqual(files.sort());
  const images = workloads.flatMap(({ spec }) => spec.template.spec.containers).map((c) => c.image);
  expect(new Set(images)).toEqual(new Set(kustomization.images.map(({ name }) => name)));
});

test.each(resources)('$kind $metadata.name is as the schema of Kubernetes says', (resource) => {
  const Model = models[resource.kind]!;

  expect(Model).toHaveProperty('apiVersion', resource.apiVersion);
  expect(() => {
    new Model(resource as never).validate();
  }).not.toThrow();
});

test('the schemas find what is wrong', () => {
  const service = ofKind('Service')[0]!;
  const broken = { ...service, spec: { ...service.spec, ports: [{ name: 'metrics' }] } };

  expect(() => {
    new models['Service']!(broken as never).validate();
  }).toThrow(/port/);
});

describe.each(workloads)('$kind $metadata.name', (workload) => {
  const { template } = workload.spec;
  const [container] = template.spec.containers as [Container];

  test('selects its own pods, and no others', () => {
    expect(selected(workload.spec.selector.matchLabels)).toEqual([workload]);
  });

  test('is restricted, and writes nothing', () => {
    expect(template.spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const usesHost = template.spec.volumes.some(({ hostPath }) => hostPath !== undefined);
    expect(usesHost).toBe(workload.kind === 'DaemonSet');
  });

  test('is asked whether it lives and whether it is ready, at a port that it has', () => {
    const { livenessProbe, readinessProbe, ports } = container;

    expect(livenessProbe.httpGet.path).toBe('/-/healthy');
    expect(readinessProbe.httpGet.path).toBe('/-/ready');
    for (const { httpGet } of [livenessProbe, readinessProbe]) {
      expect(ports.map(({ name }) => name)).toContain(httpGet.port);
    }
    expect(container.args).toContain(`--web.listen-address=:${ports[0]?.containerPort ?? ''}`);
  });

  test('mounts what there is, and reads the configuration where it is mounted', () => {
    const { volumes } = template.spec;
    const configMaps = ofKind('ConfigMap');

    expect(container.volumeMounts.map(({ name }) => name)).toEqual(volumes.map(({ name }) => name));
    for (const { name, configMap, secret } of volumes) {
      // Who applies the manifests makes the secrets, by this line.
      if (secret !== undefined)
        expect(text).toContain(`create secret generic ${secret.secretName} `);
      if (configMap === undefined) continue;
      const mounted = configMaps.find(({ metadata }) => metadata.name === configMap.name);
      const path = container.volumeMounts.find((mount) => mount.name === name)?.mountPath;
      const [file = ''] = Object.keys(mounted?.data ?? {});
      expect(container.args).toContain(`--config.file=${path ?? ''}/${file}`);
    }
  });
});

test('the service and what watches it find the pods, and a port that they have', () => {
  for (const service of ofKind('Service')) {
    const [workload] = selected(service.spec.selector) as [Resource];
    const names = workload.spec.template.spec.containers[0]?.ports.map(({ name }) => name);
    expect(names).toEqual(service.spec.ports.map(({ targetPort }) => targetPort));
  }
  for (const { spec } of ofKind('ServiceMonitor', 'PodMonitor')) {
    expect(selected(spec.selector.matchLabels)).toHaveLength(1);
    const endpoints = spec.endpoints ?? spec.podMetricsEndpoints ?? [];
    expect(endpoints.map(({ port }) => port)).toEqual(['metrics']);
  }
  for (const { spec } of ofKind('NetworkPolicy')) {
    expect(selected(spec.podSelector.matchLabels)).toHaveLength(1);
    expect(spec.ingress[0]?.ports.map(({ port }) => port)).toEqual(['metrics']);
  }
});
