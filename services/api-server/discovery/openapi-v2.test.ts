import { expect } from 'chai';
import type { Json, JsonObject } from '../../../events/json.ts';
import { isJsonObject } from '../../../events/json.ts';
import { listAt, objectAt, objectsAt, stringAt, valueAt } from '../../../events/json-path.ts';
import { createKinds } from '../../../events/resources/registry.ts';
import type { ProtobufField } from '../../../events/schema/protobuf-reader.ts';
import { protobufText, readProtobuf } from '../../../events/schema/protobuf-reader.ts';
import { encodeOpenApiV2 } from './openapi-v2-protobuf.ts';
import { openApiV2Schema } from './openapi-v2-schema.ts';
import { openApiV2 } from './openapi-v2.ts';
import { groupVersions } from './resources.ts';

const document = openApiV2(groupVersions(createKinds().allServed()));
const definition = (name: string): JsonObject => objectAt(document, 'definitions', name);

/** Every value of a keyword, wherever it stands. */
const valuesOf = (value: Json | undefined, keyword: string): readonly Json[] => {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item) => valuesOf(item, keyword));
  if (!isJsonObject(value)) return [];
  // Fields may be called like keywords.
  return Object.entries(value).flatMap(([key, item]) => (key === 'properties' && isJsonObject(item) ? Object.values(item).flatMap((property) => valuesOf(property, keyword)) : [...(key === keyword && item !== undefined ? [item] : []), ...valuesOf(item, keyword)]));
};

describe('the OpenAPI v2 document', () => {
  it('defines all it refers to', () => {
    const known = new Set(Object.keys(objectAt(document, 'definitions')).map((name) => `#/definitions/${name}`));
    const refs = valuesOf(document, '$ref').filter((ref) => typeof ref === 'string');
    expect(refs.length).greaterThan(400);
    expect(refs.filter((ref) => !known.has(ref))).deep.equal([]);
  });

  it('uses nothing that v2 does not know', () => {
    for (const keyword of ['allOf', 'oneOf', 'requestBody', 'content']) expect(valuesOf(document, keyword), keyword).deep.equal([]);
  });

  it('names every operation once', () => {
    const ids = valuesOf(document, 'operationId');
    expect(ids.length).greaterThan(50);
    expect(ids).deep.equal([...new Set(ids)]);
  });

  it('tells what a patch of a kind understands', () => {
    const path = objectAt(document, 'paths', '/apis/apps/v1/namespaces/{namespace}/deployments/{name}');
    const patch = objectAt(path, 'patch');
    expect(patch['x-kubernetes-group-version-kind']).deep.equal({ group: 'apps', version: 'v1', kind: 'Deployment' });
    expect(patch['x-kubernetes-action']).equal('patch');
    expect(listAt(patch, 'consumes')).include('application/strategic-merge-patch+json');
    expect(objectsAt(patch, 'parameters').map(({ name, in: place }) => `${String(place)} ${String(name)}`))
      .deep.equal(['body body', 'query dryRun', 'query fieldManager', 'query fieldValidation', 'query force']);
    expect(objectsAt(patch, 'parameters')[1]).deep.include({ in: 'query', type: 'string', uniqueItems: true });
    expect(valueAt(patch, 'responses', '200', 'schema')).deep.equal({ $ref: '#/definitions/io.k8s.api.apps.v1.Deployment' });
    expect(objectsAt(path, 'parameters').map((parameter) => stringAt(parameter, 'name'))).deep.equal(['name', 'namespace', 'pretty']);
  });

  it('lists no parameters for patches of Namespaces, by which kubectl would conclude that there are custom kinds', () => {
    for (const path of ['/api/v1/namespaces/{name}', '/api/v1/namespaces/{name}/status']) {
      expect(objectsAt(document, 'paths', path, 'patch', 'parameters').map(({ name }) => name), path).deep.equal(['body']);
      expect(objectsAt(document, 'paths', path, 'put', 'parameters').map(({ name }) => name), path).include('dryRun');
    }
  });

  it('marks definitions with the kinds they are of', () => {
    expect(definition('io.k8s.api.core.v1.ConfigMap')['x-kubernetes-group-version-kind']).deep.equal([{ group: '', version: 'v1', kind: 'ConfigMap' }]);
  });

  const cases: readonly (readonly [string, JsonObject, JsonObject])[] = [
    ['puts a reference beside its description', { description: 'd', allOf: [{ $ref: '#/components/schemas/a.B' }], 'x-y': 1 }, { description: 'd', $ref: '#/definitions/a.B', 'x-y': 1 }],
    ['declares a number or text a text', { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] }, { format: 'int-or-string', type: 'string' }],
    ['leaves defaults out', { type: 'string', default: 'x' }, { type: 'string' }],
    ['keeps a property whose name is a keyword', { properties: { default: { type: 'string', default: 'x' } } }, { properties: { default: { type: 'string' } } }],
    ['converts elements', { type: 'array', items: { allOf: [{ $ref: '#/components/schemas/a.B' }] } }, { type: 'array', items: { $ref: '#/definitions/a.B' } }],
    ['keeps additionalProperties that are a boolean', { type: 'object', additionalProperties: true }, { type: 'object', additionalProperties: true }],
  ];
  for (const [name, v3, v2] of cases) it(name, () => expect(openApiV2Schema(v3)).deep.equal(v2));
});

const fieldAt = (bytes: Uint8Array, ...numbers: readonly number[]): ProtobufField | undefined => {
  const [number, ...rest] = numbers;
  const found = readProtobuf(bytes).find((field) => field.number === number);
  return rest.length === 0 || found?.bytes === undefined ? found : fieldAt(found.bytes, ...rest);
};

const textAt = (bytes: Uint8Array, ...numbers: readonly number[]): string => protobufText(fieldAt(bytes, ...numbers)?.bytes ?? new Uint8Array(0));

describe('OpenAPI v2 as protobuf', () => {
  const path = { patch: { operationId: 'p', parameters: [{ name: 'dryRun', in: 'query', type: 'string', uniqueItems: true }], responses: { '200': { description: 'OK', schema: { $ref: '#/definitions/a' } } } } };
  const small: JsonObject = {
    swagger: '2.0',
    info: { title: 't', version: 'v' },
    paths: { '/a': path },
    definitions: { a: { type: 'object', properties: { b: { type: 'array', items: { type: 'string' } } }, 'x-kubernetes-group-version-kind': [{ kind: 'A' }] } },
  };
  const bytes = encodeOpenApiV2(small);

  it('puts members where gnostic’s messages have them', () => {
    expect(textAt(bytes, 1)).equal('2.0');
    expect(textAt(bytes, 2, 2)).equal('v');
    expect(textAt(bytes, 8, 2, 1)).equal('/a');
    expect(textAt(bytes, 8, 2, 2, 8, 5)).equal('p');
    expect(textAt(bytes, 8, 2, 2, 8, 8, 1, 2, 3, 4)).equal('dryRun');
    expect(fieldAt(bytes, 8, 2, 2, 8, 8, 1, 2, 3, 20)?.varint).equal(1);
    expect(textAt(bytes, 8, 2, 2, 8, 9, 1, 1)).equal('200');
    expect(textAt(bytes, 8, 2, 2, 8, 9, 1, 2, 1, 2, 1, 1)).equal('#/definitions/a');
    expect(textAt(bytes, 9, 1, 1)).equal('a');
    expect(textAt(bytes, 9, 1, 2, 22, 1)).equal('object');
    expect(textAt(bytes, 9, 1, 2, 25, 1, 2, 23, 1, 22, 1)).equal('string');
  });

  it('writes extensions as YAML by name', () => {
    expect(textAt(bytes, 9, 1, 2, 31, 1)).equal('x-kubernetes-group-version-kind');
    expect(textAt(bytes, 9, 1, 2, 31, 2, 2)).equal('[{"kind":"A"}]');
  });

  it('covers the whole document', () => {
    const whole = encodeOpenApiV2(document);
    expect(readProtobuf(fieldAt(whole, 9)?.bytes ?? whole).length).equal(Object.keys(objectAt(document, 'definitions')).length);
    expect(readProtobuf(fieldAt(whole, 8)?.bytes ?? whole).length).equal(Object.keys(objectAt(document, 'paths')).length);
  });

  it('refuses what it has no field for', () => {
    expect(() => encodeOpenApiV2({ ...small, tags: [] })).throws(/no field for tags/);
  });
});
