import type { JsonObject } from '../../../events/json.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { GroupVersion } from './resources.ts';
import { groupVersionName, subresourcesOf } from './resources.ts';

const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

const queryParameter = (name: string, description: string): JsonObject => ({ name, in: 'query', description, schema: { type: 'string', uniqueItems: true } });

const WRITE_PARAMETERS: readonly JsonObject[] = [
  queryParameter('dryRun', 'When present, indicates that modifications should not be persisted. Valid value: All.'),
  queryParameter('fieldManager', 'Name of the actor or entity that makes the change, at most 128 printable characters.'),
  queryParameter('fieldValidation', 'What to do with unknown and duplicate fields: Ignore, Warn (default) or Strict.'),
];

const PATCH_TYPES: readonly string[] = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json'];

interface OperationFacts {
  readonly kind: CompiledKind;
  readonly action: string;
  readonly id: string;
}

const ok = (schema: JsonObject): JsonObject => ({ '200': { description: 'OK', content: { 'application/json': { schema } } } });

const operation = ({ kind, action, id }: OperationFacts, more: JsonObject): JsonObject => {
  const { group, version, kind: name } = kind.definition;
  return { operationId: id, 'x-kubernetes-action': action, 'x-kubernetes-group-version-kind': { group, version, kind: name }, ...more };
};

const pathParameter = (name: string, description: string): JsonObject => ({ name, in: 'path', required: true, description, schema: { type: 'string', uniqueItems: true } });

const bodyOf = (schema: JsonObject): JsonObject => ({ required: true, content: { 'application/json': { schema }, 'application/yaml': { schema } } });

const patchBody: JsonObject = {
  required: true,
  content: Object.fromEntries(PATCH_TYPES.map((type) => [type, { schema: { type: 'object', description: 'Patch is provided to give a concrete name and type to the Kubernetes PATCH request body.' } }])),
};

/** `part`: what of the item they are about, `Status`; empty: all of it. */
const itemOperations = (kind: CompiledKind, schema: JsonObject, part: string): JsonObject => {
  const name = `${kind.definition.group === '' ? 'Core' : kind.definition.group}${kind.definition.kind}${part}`;
  return {
    get: operation({ kind, action: 'get', id: `read${name}` }, { responses: ok(schema) }),
    put: operation({ kind, action: 'put', id: `replace${name}` }, { parameters: WRITE_PARAMETERS, requestBody: bodyOf(schema), responses: ok(schema) }),
    patch: operation({ kind, action: 'patch', id: `patch${name}` }, { parameters: WRITE_PARAMETERS, requestBody: patchBody, responses: ok(schema) }),
    delete: operation({ kind, action: 'delete', id: `delete${name}` }, { parameters: [WRITE_PARAMETERS[0] ?? {}], responses: ok({ type: 'object' }) }),
  };
};

const collectionOperations = (kind: CompiledKind, schema: JsonObject): JsonObject => {
  const name = `${kind.definition.group === '' ? 'Core' : kind.definition.group}${kind.definition.kind}`;
  const list: JsonObject = { type: 'object', properties: { items: { type: 'array', items: schema } } };
  return {
    get: operation({ kind, action: 'list', id: `list${name}` }, { responses: ok(list) }),
    post: operation({ kind, action: 'post', id: `create${name}` }, { parameters: WRITE_PARAMETERS, requestBody: bodyOf(schema), responses: ok(schema) }),
  };
};

const pathsOf = (kind: CompiledKind): JsonObject => {
  const { group, version, resource, namespaced } = kind.definition;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const collection = namespaced ? `${root}/namespaces/{namespace}/${resource}` : `${root}/${resource}`;
  const schema = ref(kind.openApiName);
  const namespaceParameter = namespaced ? [pathParameter('namespace', 'object name and auth scope, such as for teams and projects')] : [];
  const named = [pathParameter('name', `name of the ${kind.definition.kind}`), ...namespaceParameter];
  const paths: Record<string, JsonObject> = {
    [collection]: { ...collectionOperations(kind, schema), parameters: namespaceParameter },
    [`${collection}/{name}`]: { ...itemOperations(kind, schema, ''), parameters: named },
  };
  for (const { name, responseKind } of subresourcesOf(kind)) {
    if (name === 'status') paths[`${collection}/{name}/status`] = { ...itemOperations(kind, schema, 'Status'), parameters: named };
    else if (responseKind.kind === kind.definition.kind) paths[`${collection}/{name}/${name}`] = { parameters: named };
  }
  return paths;
};

/** The key of one document in the index: `api/v1`, `apis/apps/v1`. */
export const openApiKey = ({ group, version }: { readonly group: string; readonly version: string }): string => (group === '' ? `api/${version}` : `apis/${groupVersionName({ group, version })}`);

/** One group version's OpenAPI v3 document: what `kubectl explain`, validation and apply read. */
export const openApiDocument = (groupVersion: GroupVersion): JsonObject => {
  const paths: Record<string, JsonObject> = {};
  const schemas: Record<string, JsonObject> = {};
  for (const kind of groupVersion.kinds) {
    Object.assign(paths, pathsOf(kind));
    Object.assign(schemas, kind.openApiSchemas());
  }
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'unversioned' }, paths, components: { schemas } };
};
