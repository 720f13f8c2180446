import type { JsonObject } from '../../../events/json.ts';
import type { GroupVersion } from './resources.ts';

const text = (description: string): JsonObject => ({ type: 'string', description });
const listOf = (items: JsonObject, description: string): JsonObject => ({ type: 'array', items, description });
const object = (description: string, properties: JsonObject, required: readonly string[] = []): JsonObject =>
  ({ type: 'object', description, properties, ...(required.length > 0 && { required }) });

const TYPE_META: JsonObject = { kind: text('Name of the kind.'), apiVersion: text('Group and version of the kind.') };

const VERSION_OF_GROUP = object('A version of a group.', { groupVersion: text('Group and version, joined by a slash.'), version: text('The version alone.') }, ['groupVersion', 'version']);

const API_GROUP = object('A group of kinds and its versions.', {
  ...TYPE_META,
  name: text('Name of the group.'),
  versions: listOf(VERSION_OF_GROUP, 'Versions that are served.'),
  preferredVersion: VERSION_OF_GROUP,
}, ['name', 'versions']);

const SERVER_ADDRESS = object('Where clients of a network find the server.', { clientCIDR: text('Network of the clients.'), serverAddress: text('Address of the server for them.') }, ['clientCIDR', 'serverAddress']);

const API_VERSIONS = object('Versions of the core group.', {
  ...TYPE_META,
  versions: listOf(text('A version.'), 'Versions that are served.'),
  serverAddressByClientCIDRs: listOf(SERVER_ADDRESS, 'Where clients find the server.'),
}, ['versions', 'serverAddressByClientCIDRs']);

const INFO_FIELDS: readonly string[] = ['major', 'minor', 'gitVersion', 'gitCommit', 'gitTreeState', 'buildDate', 'goVersion', 'compiler', 'platform'];
const LATER_INFO_FIELDS: readonly string[] = ['emulationMajor', 'emulationMinor', 'minCompatibilityMajor', 'minCompatibilityMinor'];
const VERSION_INFO = object('Which build answers.', Object.fromEntries([...INFO_FIELDS, ...LATER_INFO_FIELDS].map((name) => [name, { type: 'string' }])), INFO_FIELDS);

interface Root {
  readonly path: string;
  readonly id: string;
  /** Name of the answer's schema, where it has one; other answers are text. */
  readonly schema?: readonly [string, JsonObject];
  readonly type?: string;
}

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

const wordOf = (group: string): string => group.split('.').slice(0, 1).map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');

const groupRoot = (group: string): Root => ({ path: `/apis/${group}/`, id: `get${wordOf(group)}APIGroup`, schema: [`${META}.APIGroup`, API_GROUP] });

const documentOf = ({ path, id, schema, type = 'application/json' }: Root): JsonObject => {
  const answer: JsonObject = schema === undefined ? { type: 'string' } : { $ref: `#/components/schemas/${schema[0]}` };
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'unversioned' },
    paths: { [path]: { get: { operationId: id, responses: { '200': { description: 'OK', content: { [type]: { schema: answer } } } } } } },
    components: { schemas: schema === undefined ? {} : Object.fromEntries([schema]) },
  };
};

/** OpenAPI v3 documents of what is no group version, by their keys in the index: `version`, `apis`, `apis/apps`. */
export const rootDocuments = (all: readonly GroupVersion[]): ReadonlyMap<string, () => JsonObject> => {
  const groups = [...new Set(all.map(({ group }) => group).filter((group) => group !== ''))];
  const roots: readonly (readonly [string, Root])[] = [
    ['.well-known/openid-configuration', { path: '/.well-known/openid-configuration/', id: 'getServiceAccountIssuerOpenIDConfiguration' }],
    ['api', { path: '/api/', id: 'getCoreAPIVersions', schema: [`${META}.APIVersions`, API_VERSIONS] }],
    ['apis', { path: '/apis/', id: 'getAPIVersions', schema: [`${META}.APIGroupList`, object('All groups.', { ...TYPE_META, groups: listOf(API_GROUP, 'The groups.') }, ['groups'])] }],
    ['openid/v1/jwks', { path: '/openid/v1/jwks/', id: 'getServiceAccountIssuerOpenIDKeyset', type: 'application/jwk-set+json' }],
    ['version', { path: '/version/', id: 'getCodeVersion', schema: ['io.k8s.apimachinery.pkg.version.Info', VERSION_INFO] }],
    ...groups.map((group) => [`apis/${group}`, groupRoot(group)] as const),
  ];
  return new Map(roots.map(([key, root]) => [key, () => documentOf(root)]));
};
