import { expect } from 'chai';
import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';
import { objectAt, stringAt, valueAt } from '../json-path.ts';
import { createKinds } from './registry.ts';

const kinds = createKinds();

const refsOf = (value: Json | undefined): readonly string[] => {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(refsOf);
  if (!isJsonObject(value)) return [];
  const own = typeof value['$ref'] === 'string' ? [value['$ref']] : [];
  return [...own, ...Object.values(value).flatMap(refsOf)];
};

const definitionsOf = (group: string, resource: string): Readonly<Record<string, JsonObject>> => kinds.of({ group, resource })?.openApiSchemas() ?? {};

describe('OpenAPI definitions', () => {
  for (const { definition, openApiSchemas, openApiName } of kinds.all()) {
    it(`${definition.kind} comes with everything it refers to, its list and its group, version and kind`, () => {
      const schemas = openApiSchemas();
      const known = new Set(Object.keys(schemas).map((name) => `#/components/schemas/${name}`));
      expect(refsOf(schemas).filter((ref) => !known.has(ref))).deep.equal([]);
      const groupVersionKind = { group: definition.group, version: definition.version, kind: definition.kind };
      expect(schemas[openApiName]?.['x-kubernetes-group-version-kind']).deep.equal([groupVersionKind]);
      expect(schemas[`${openApiName}List`]?.['x-kubernetes-group-version-kind']).deep.equal([{ ...groupVersionKind, kind: `${definition.kind}List` }]);
      expect(stringAt(schemas[openApiName], 'description')).not.equal('');
    });
  }

  it('tells clients how lists merge', () => {
    const containers = objectAt(definitionsOf('apps', 'deployments')['io.k8s.api.core.v1.PodSpec'], 'properties', 'containers');
    expect(containers).deep.include({
      type: 'array',
      items: { allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.Container' }] },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'name',
    });
    const volumes = objectAt(definitionsOf('', 'pods')['io.k8s.api.core.v1.PodSpec'], 'properties', 'volumes');
    expect(volumes['x-kubernetes-patch-strategy']).equal('merge,retainKeys');
  });

  it('publishes closed sets of values, and only mentions open ones', () => {
    const schemas = definitionsOf('apps', 'deployments');
    expect(objectAt(schemas['io.k8s.api.apps.v1.DeploymentStrategy'], 'properties', 'type')['enum']).deep.equal(['Recreate', 'RollingUpdate']);
    expect(objectAt(schemas['io.k8s.api.apps.v1.DeploymentCondition'], 'properties', 'type')['enum']).equal(undefined);
  });

  it('lists required fields and types numbers and bytes', () => {
    const port = definitionsOf('', 'pods')['io.k8s.api.core.v1.ContainerPort'];
    expect(port?.['required']).deep.equal(['containerPort']);
    expect(objectAt(port, 'properties', 'containerPort')).deep.include({ type: 'integer', format: 'int32' });
    const data = objectAt(definitionsOf('', 'secrets')['io.k8s.api.core.v1.Secret'], 'properties', 'data');
    expect(data['additionalProperties']).deep.equal({ type: 'string', format: 'byte' });
  });

  it('explains a deployment’s strategy down to its numbers', () => {
    const schemas = definitionsOf('apps', 'deployments');
    for (const [name, ...fields] of [
      ['io.k8s.api.apps.v1.Deployment', 'metadata', 'spec', 'status'],
      ['io.k8s.api.apps.v1.DeploymentSpec', 'replicas', 'selector', 'template', 'strategy', 'minReadySeconds', 'revisionHistoryLimit', 'paused', 'progressDeadlineSeconds'],
      ['io.k8s.api.apps.v1.DeploymentStrategy', 'type', 'rollingUpdate'],
      ['io.k8s.api.apps.v1.RollingUpdateDeployment', 'maxSurge', 'maxUnavailable'],
    ] as const) {
      for (const field of fields) expect(stringAt(schemas[name], 'properties', field, 'description').length, `${name}.${field}`).greaterThan(20);
    }
    expect(valueAt(schemas['io.k8s.api.apps.v1.DeploymentStrategy'], 'description')).not.equal(undefined);
  });
});
