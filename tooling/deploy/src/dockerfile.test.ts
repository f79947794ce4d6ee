import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate, ValidationSeverity } from 'dockerfile-utils';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { deployFolder } from './deploy-folder.ts';

const folder = join(deployFolder, 'docker');
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const dockerfile = read('Dockerfile');

test('a linter has nothing to say about the Dockerfile', () => {
  const { ERROR } = ValidationSeverity;
  const problems = validate(dockerfile, {
    deprecatedMaintainer: ERROR,
    directiveCasing: ERROR,
    emptyContinuationLine: ERROR,
    instructionCasing: ERROR,
    instructionCmdMultiple: ERROR,
    instructionEntrypointMultiple: ERROR,
    instructionHealthcheckMultiple: ERROR,
    instructionJSONInSingleQuotes: ERROR,
    instructionWorkdirRelative: ERROR,
  });

  expect(problems).toEqual([]);
});

test('the image is made from the Node.js that the tests run on, by its version', () => {
  const workspace = readFileSync(join(import.meta.dirname, '../../../pnpm-workspace.yaml'), 'utf8');
  const { nodeVersion } = parse(workspace) as { nodeVersion: string };

  expect(dockerfile).toContain(`ARG NODE_IMAGE=node:${nodeVersion}-bookworm-slim\n`);
  expect(dockerfile.match(/^FROM .*$/gm)).toEqual([
    'FROM ${NODE_IMAGE} AS install',
    'FROM ${NODE_IMAGE}',
  ]);
});

test('only what the Dockerfile copies is sent to the build', () => {
  const rules = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  expect(dockerfile.match(/^COPY (?!--from).*$/gm)).toEqual(['COPY package*.json ./']);
  expect(rules).toEqual(['*', '!package.json', '!package-lock.json']);
});

test('the image has the drivers that the exporter takes', () => {
  const { dependencies } = JSON.parse(read('package.json')) as {
    dependencies: Record<string, string>;
  };
  const exporter = JSON.parse(readFileSync(join(deployFolder, '../package.json'), 'utf8')) as {
    name: string;
    peerDependencies: Record<string, string>;
  };

  expect(Object.keys(dependencies)).toEqual([
    exporter.name,
    ...Object.keys(exporter.peerDependencies),
  ]);
});
