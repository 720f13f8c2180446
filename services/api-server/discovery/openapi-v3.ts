import type { JsonObject } from '../../../events/json.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { GroupVersion, GroupVersionKind } from './resources.ts';
import { DELETE_PARAMETERS, FORCE_PARAMETER, LIST_PARAMETERS, NAMESPACE_PARAMETER, PRETTY_PARAMETER, WRITE_PARAMETERS, nameParameter } from './openapi-parameters.ts';
import { groupVersionName, subresourcesOf, verbsOf } from './resources.ts';

const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

const PATCH_TYPES: readonly string[] = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json', 'application/apply-patch+yaml'];

interface OperationFacts {
  /** What the operation speaks of: the kind itself, or a subresource's own kind. */
  readonly about: GroupVersionKind;
  readonly action: string;
  readonly id: string;
}

const MEDIA_TYPES: readonly string[] = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

const contentOf = (schema: JsonObject, types = MEDIA_TYPES): JsonObject => Object.fromEntries(types.map((type) => [type, { schema }]));

const ok = (schema: JsonObject): JsonObject => ({ '200': { description: 'OK', content: contentOf(schema) } });

const created = (schema: JsonObject): JsonObject => ({ ...ok(schema), '201': { description: 'Created', content: contentOf(schema) } });

const operation = ({ about, action, id }: OperationFacts, more: JsonObject): JsonObject =>
  ({ operationId: id, 'x-kubernetes-action': action, 'x-kubernetes-group-version-kind': { ...about }, ...more });

const bodyOf = (schema: JsonObject): JsonObject => ({ required: true, content: contentOf(schema) });

const patchBody: JsonObject = {
  required: true,
  content: contentOf({ type: 'object', description: 'Patch is provided to give a concrete name and type to the Kubernetes PATCH request body.' }, PATCH_TYPES),
};

const upperFirst = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** `readCoreV1Pod`, and so on: unique in all documents. */
const nameOf = ({ definition: { group, version, kind } }: CompiledKind, part: string): string => {
  const [word = ''] = group === '' ? ['core'] : group.split('.');
  return `${upperFirst(word)}${upperFirst(version)}${kind}${part}`;
};

type Operations = Readonly<Partial<Record<string, JsonObject>>>;

interface Item {
  readonly kind: CompiledKind;
  readonly about: GroupVersionKind;
  readonly schema: JsonObject;
  /** What of the object the operations are about, `Status`; empty: all of it. */
  readonly part: string;
}

/** What can be done with one object or one of its subresources, by verb. */
const itemOperations = ({ kind, about, schema, part }: Item): Operations => {
  const facts = (action: string, word: string): OperationFacts => ({ about, action, id: `${word}${nameOf(kind, part)}` });
  return {
    get: operation(facts('get', 'read'), { responses: ok(schema) }),
    update: operation(facts('put', 'replace'), { parameters: WRITE_PARAMETERS, requestBody: bodyOf(schema), responses: created(schema) }),
    patch: operation(facts('patch', 'patch'), { parameters: [...WRITE_PARAMETERS, FORCE_PARAMETER], requestBody: patchBody, responses: created(schema) }),
    delete: operation(facts('delete', 'delete'), { parameters: DELETE_PARAMETERS, responses: ok({ type: 'object' }) }),
    create: operation(facts('post', 'create'), { parameters: WRITE_PARAMETERS, requestBody: bodyOf(schema), responses: created(schema) }),
  };
};

const METHODS: Readonly<Record<string, string>> = { get: 'get', list: 'get', update: 'put', patch: 'patch', delete: 'delete', deletecollection: 'delete', create: 'post' };

/** Operations by HTTP method, of those verbs alone that are offered. */
const offered = (operations: Operations, verbs: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(operations).flatMap(([verb, each]) => (verbs.includes(verb) ? [[METHODS[verb] ?? verb, each]] : [])));

const ownKind = ({ definition: { group, version, kind } }: CompiledKind): GroupVersionKind => ({ group, version, kind });

const collectionOperations = (kind: CompiledKind, schema: JsonObject): Operations => {
  const about = ownKind(kind);
  const list: JsonObject = { type: 'object', properties: { items: { type: 'array', items: schema } } };
  const { create } = itemOperations({ kind, about, schema, part: '' });
  return {
    list: operation({ about, action: 'list', id: `list${nameOf(kind, '')}` }, { parameters: LIST_PARAMETERS, responses: ok(list) }),
    create,
    deletecollection: operation({ about, action: 'deletecollection', id: `deleteCollectionOf${nameOf(kind, '')}` }, { parameters: [...LIST_PARAMETERS, ...DELETE_PARAMETERS], responses: ok(list) }),
  };
};

/** The list of a namespaced kind over all namespaces. */
const everywhere = (kind: CompiledKind, schema: JsonObject): JsonObject => {
  const { list } = collectionOperations(kind, schema);
  return { get: { ...list, operationId: `list${nameOf(kind, 'ForAllNamespaces')}` } };
};

const pathsOf = (kind: CompiledKind): JsonObject => {
  const { group, version, resource, namespaced } = kind.definition;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const collection = namespaced ? `${root}/namespaces/{namespace}/${resource}` : `${root}/${resource}`;
  const verbs: readonly string[] = verbsOf(kind);
  const schema = ref(kind.openApiName);
  const placed = namespaced ? [NAMESPACE_PARAMETER] : [];
  const named = [nameParameter(kind.definition.kind), ...placed, PRETTY_PARAMETER];
  const paths: Record<string, JsonObject> = {
    [collection]: { ...offered(collectionOperations(kind, schema), verbs), parameters: [...placed, PRETTY_PARAMETER] },
  };
  if (namespaced && verbs.includes('list')) paths[`${root}/${resource}`] = { ...everywhere(kind, schema), parameters: [PRETTY_PARAMETER] };
  if (verbs.includes('get')) paths[`${collection}/{name}`] = { ...offered(itemOperations({ kind, about: ownKind(kind), schema, part: '' }), verbs.filter((verb) => verb !== 'create')), parameters: named };
  for (const { name, responseKind, verbs: own } of subresourcesOf(kind)) {
    const isOwn = responseKind.kind === kind.definition.kind;
    const operations = itemOperations({ kind, about: responseKind, schema: isOwn ? schema : { type: 'object' }, part: upperFirst(name) });
    paths[`${collection}/{name}/${name}`] = { ...offered(operations, own), parameters: named };
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
