import type { JsonObject } from '../../../events/json.ts';
import { objectAt, optionalObjectAt, stringAt, stringsAt } from '../../../events/json-path.ts';
import type { AskedInfo } from '../access/authorize.ts';
import { refuseUnlessAllowed } from '../access/authorize.ts';
import type { User } from '../access/user.ts';

/** The user a review is about. */
export const reviewedUser = (spec: JsonObject): User => {
  const uid = stringAt(spec, 'uid');
  const extra = optionalObjectAt(spec, 'extra');
  return {
    name: stringAt(spec, 'user'),
    groups: stringsAt(spec, 'groups'),
    ...(uid !== '' && { uid }),
    ...(extra && { extra: Object.fromEntries(Object.keys(extra).map((key) => [key, stringsAt(extra, key)])) }),
  };
};

const resourceInfo = (asked: JsonObject): AskedInfo => ({
  kind: 'resource',
  verb: stringAt(asked, 'verb'),
  group: stringAt(asked, 'group'),
  version: stringAt(asked, 'version'),
  namespace: stringAt(asked, 'namespace'),
  resource: stringAt(asked, 'resource'),
  subresource: stringAt(asked, 'subresource'),
  name: stringAt(asked, 'name'),
  rest: [],
});

const METHODS: Readonly<Record<string, string>> = { get: 'GET', head: 'HEAD', post: 'POST', put: 'PUT', patch: 'PATCH', delete: 'DELETE', options: 'OPTIONS' };

/** A review's status: what authorization would say to a request with these attributes. */
export const accessStatus = (user: User, spec: JsonObject): JsonObject => {
  const resource = optionalObjectAt(spec, 'resourceAttributes');
  const path = stringAt(spec, 'nonResourceAttributes', 'path');
  const verb = stringAt(objectAt(spec, 'nonResourceAttributes'), 'verb');
  const info: AskedInfo = resource === undefined ? { kind: 'path', segments: path.split('/').filter((segment) => segment !== '') } : resourceInfo(resource);
  const refusal = refuseUnlessAllowed({ user, info, path, method: METHODS[verb.toLowerCase()] ?? verb, badCredentials: false });
  return { allowed: refusal === undefined };
};
