import type { JsonObject } from '../../../events/json.ts';
import type { User } from '../access/user.ts';

const EVERYTHING: JsonObject = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
};

const PUBLIC_URLS: readonly string[] = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const DISCOVERY_URLS: readonly string[] = ['/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez', '/openapi', '/openapi/*', '/readyz', '/version', '/version/'];
const ISSUER_URLS: readonly string[] = ['/.well-known/openid-configuration', '/.well-known/openid-configuration/', '/openid/v1/jwks', '/openid/v1/jwks/'];

const urls = (nonResourceURLs: readonly string[]): JsonObject => ({ verbs: ['get'], nonResourceURLs });

const SELF_QUESTIONS: readonly JsonObject[] = [
  { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'] },
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
];

/** What authorization lets a user do, as rules; the same in every namespace, for nothing is granted within one yet. */
export const rulesOf = ({ groups }: User): JsonObject => {
  if (groups.includes('system:masters')) return EVERYTHING;
  if (!groups.includes('system:authenticated')) return { resourceRules: [], nonResourceRules: [urls(PUBLIC_URLS)] };
  const issuer = groups.includes('system:serviceaccounts') ? [urls(ISSUER_URLS)] : [];
  return { resourceRules: SELF_QUESTIONS, nonResourceRules: [urls(DISCOVERY_URLS), ...issuer] };
};
