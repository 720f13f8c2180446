import { expect } from 'chai';
import type { InProcessApi } from '../support/in-process-api.ts';
import { startInProcessApi } from '../support/in-process-api.ts';

const configMap = (name: string, more: object = {}): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { key: 'value' }, ...more });

const deployment = (name: string, more: object = {}): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '25%' } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'x:1', resources: { requests: { cpu: '1', memory: '1Mi' } }, ...more }] } },
  },
});

const listOf = (...items: readonly object[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

describe('kubectl and the OpenAPI documents', () => {
  let api: InProcessApi;
  before(async () => { api = await startInProcessApi(); });
  after(() => api.stop());

  for (const line of ['v35', 'v32'] as const) {
    const name = `list-${line}`;

    it(`applies a v1 List with ${line}: what it holds is created, then unchanged`, async () => {
      const input = listOf(configMap(name), deployment(name));
      expect(await api.ok(['apply', '-f', '-'], { line, input })).equal(`configmap/${name} created\ndeployment.apps/${name} created\n`);
      expect(await api.ok(['apply', '-f', '-'], { line, input })).equal(`configmap/${name} unchanged\ndeployment.apps/${name} unchanged\n`);
    });

    it(`creates out of a List with ${line} a quantity that is written as a number`, async () => {
      const counted = deployment(`counted-${line}`, { resources: { limits: { cpu: 1 } } });
      expect(await api.ok(['create', '-f', '-'], { line, input: listOf(counted) })).equal(`deployment.apps/counted-${line} created\n`);
    });

    it(`refuses a List with an unknown field with ${line} before it creates any of it`, async () => {
      const bad = `bad-${line}`;
      const { code, stdout, stderr } = await api.kubectl(['apply', '-f', '-'], { line, input: listOf(configMap(bad), deployment(bad, { imagee: 'x' })) });
      expect([code, stdout]).deep.equal([1, '']);
      expect(stderr).match(/error validating data: .*unknown field "imagee" in io\.k8s\.api\.core\.v1\.Container/);
      expect(await api.ok(['get', 'configmap,deployment', '--ignore-not-found', '-o', 'name'], { line })).not.include(bad);
    });

    it(`refuses a List with a missing or mistyped field with ${line}`, async () => {
      const noImageName = deployment('x', { name: undefined });
      const missing = await api.kubectl(['create', '-f', '-'], { line, input: listOf(noImageName) });
      expect(missing.stderr).match(/missing required field "name" in io\.k8s\.api\.core\.v1\.Container/);
      const mistyped = await api.kubectl(['create', '-f', '-'], { line, input: listOf(configMap('x', { data: ['a'] })) });
      expect(mistyped.stderr).match(/invalid type for io\.k8s\.api\.core\.v1\.ConfigMap\.data: got "array", expected "map"/);
    });

    it(`tells a dry run of a kind that does not exist apart with ${line}, and tries one of a Namespace`, async () => {
      const nothing = { apiVersion: 'apps/v1', kind: 'Nothing', metadata: { name: 'n' } };
      const { stderr } = await api.kubectl(['apply', '--dry-run=server', '-f', '-'], { line, input: listOf(nothing) });
      expect(stderr).include('no matches for kind "Nothing" in version "apps/v1"');
      const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: `dry-${line}` } };
      expect(await api.ok(['apply', '--dry-run=server', '-f', '-'], { line, input: listOf(namespace) })).equal(`namespace/dry-${line} created (server dry run)\n`);
      expect(await api.ok(['get', 'namespace', '-o', 'name'], { line })).not.include('dry');
    });

    it(`reads the v2 document as JSON with ${line}`, async () => {
      const document: unknown = JSON.parse(await api.ok(['get', '--raw', '/openapi/v2'], { line }));
      expect(document).include({ swagger: '2.0' });
    });

    it(`explains kinds out of the v2 document with ${line}`, async () => {
      const explain = (path: string): Promise<string> => api.ok(['explain', path, '--output=plaintext-openapiv2'], { line });
      expect(await explain('configmap')).match(/^KIND: +ConfigMap\nVERSION: +v1\n\nDESCRIPTION:\n[^]+FIELDS:\n[^]+data\t<map\[string\]string>/);
      expect(await explain('deployment.spec.strategy')).match(/RESOURCE: strategy <Object>[^]+rollingUpdate\t<Object>/);
      expect(await explain('deployment.spec.strategy.rollingUpdate.maxSurge')).match(/FIELD: +maxSurge <string>/);
    });
  }
});
