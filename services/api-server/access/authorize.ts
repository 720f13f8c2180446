import type { Refusal } from '../../../events/errors.ts';
import { resourceKey } from '../../../events/object-ref.ts';
import type { RequestInfo, ResourceRequest } from '../routing/request-info.ts';
import type { User } from './user.ts';

const PUBLIC_PATHS: ReadonlySet<string> = new Set(['healthz', 'livez', 'readyz', 'version']);

/** What is asked for; of a verb that requests do not have, too, when it is only a question. */
export type AskedInfo = RequestInfo | AskedResource;
type AskedResource = Omit<ResourceRequest, 'verb'> & { readonly verb: string };

export interface Attributes {
  readonly user: User;
  readonly info: AskedInfo;
  readonly path: string;
  readonly method: string;
  /** A token was sent that this server does not know. */
  readonly badCredentials: boolean;
}

const forbiddenResource = (user: User, request: AskedResource): Refusal => {
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

const DISCOVERY_PATHS: ReadonlySet<string> = new Set(['api', 'apis', 'openapi', ...PUBLIC_PATHS]);
const ISSUER_PATHS: ReadonlySet<string> = new Set(['.well-known', 'openid']);
const SELF_REVIEWS: ReadonlySet<string> = new Set(['selfsubjectreviews', 'selfsubjectaccessreviews', 'selfsubjectrulesreviews']);

const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';

const isOpenPath = ({ groups }: User, root: string): boolean => DISCOVERY_PATHS.has(root) || (ISSUER_PATHS.has(root) && groups.includes('system:serviceaccounts'));

/** What upstream's default roles give everyone who is known: discovery, questions about oneself; to service accounts also the issuer's documents. */
const isForEveryone = ({ user, info, method }: Attributes): boolean => {
  if (!user.groups.includes('system:authenticated')) return false;
  if (info.kind === 'resource') return info.verb === 'create' && SELF_REVIEWS.has(info.resource) && info.subresource === '';
  return info.kind === 'path' && isRead(method) && isOpenPath(user, info.segments[0] ?? '');
};

/**
 * Undefined when allowed. Members of `system:masters` may do everything; anybody may ask for health and version, and
 * everyone who is known for what is for everyone; nothing else is allowed (RBAC is not built yet, so it fails closed).
 */
export const refuseUnlessAllowed = (attributes: Attributes): Refusal | undefined => {
  const { user, info } = attributes;
  if (user.groups.includes('system:masters')) return undefined;
  if (info.kind === 'path' && PUBLIC_PATHS.has(info.segments[0] ?? '') && attributes.method === 'GET') return undefined;
  if (isForEveryone(attributes)) return undefined;
  if (attributes.badCredentials || user.groups.includes('system:unauthenticated')) return { reason: 'Unauthorized', message: 'Unauthorized' };
  return info.kind === 'resource' ? forbiddenResource(user, info) : forbiddenPath(attributes);
};
