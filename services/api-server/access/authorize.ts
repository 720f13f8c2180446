import type { Refusal } from '../../../events/errors.ts';
import { resourceKey } from '../../../events/object-ref.ts';
import type { RequestInfo, ResourceRequest } from '../routing/request-info.ts';
import type { User } from './user.ts';

const PUBLIC_PATHS: ReadonlySet<string> = new Set(['healthz', 'livez', 'readyz', 'version']);

export interface Attributes {
  readonly user: User;
  readonly info: RequestInfo;
  readonly path: string;
  readonly method: string;
  /** A token was sent that this server does not know. */
  readonly badCredentials: boolean;
}

const forbiddenResource = (user: User, request: ResourceRequest): Refusal => {
  const resource = request.subresource === '' ? request.resource : `${request.resource}/${request.subresource}`;
  const qualified = resourceKey({ group: request.group, resource: request.resource });
  const named = request.name === '' ? qualified : `${qualified} "${request.name}"`;
  const scope = request.namespace === '' ? 'at the cluster scope' : `in the namespace "${request.namespace}"`;
  const message = `${named} is forbidden: User "${user.name}" cannot ${request.verb} resource "${resource}" in API group "${request.group}" ${scope}`;
  return {
    reason: 'Forbidden',
    message,
    details: { ...(request.name !== '' && { name: request.name }), group: request.group, kind: request.resource },
  };
};

const forbiddenPath = ({ user, path, method }: Attributes): Refusal => ({
  reason: 'Forbidden',
  message: `forbidden: User "${user.name}" cannot ${method.toLowerCase()} path "${path}"`,
  details: {},
});

/**
 * Undefined when allowed. Members of `system:masters` may do everything; anybody may ask for health and version;
 * nobody else may do anything (RBAC is not built yet, so it fails closed).
 */
export const refuseUnlessAllowed = (attributes: Attributes): Refusal | undefined => {
  const { user, info } = attributes;
  if (user.groups.includes('system:masters')) return undefined;
  if (info.kind === 'path' && PUBLIC_PATHS.has(info.segments[0] ?? '') && attributes.method === 'GET') return undefined;
  if (attributes.badCredentials || user.groups.includes('system:unauthenticated')) return { reason: 'Unauthorized', message: 'Unauthorized' };
  return info.kind === 'resource' ? forbiddenResource(user, info) : forbiddenPath(attributes);
};
