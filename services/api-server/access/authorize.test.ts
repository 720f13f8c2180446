import { expect } from 'chai';
import { requestInfo } from '../routing/request-info.ts';
import { refuseUnlessAllowed } from './authorize.ts';
import { userOf } from './user.ts';

const asked = (path: string, certificate?: { readonly commonName: string; readonly organizations: readonly string[] }): unknown => {
  const user = userOf({ address: '', ...(certificate && { certificate }) });
  const refusal = refuseUnlessAllowed({ user, info: requestInfo('GET', path, new URLSearchParams()), path, method: 'GET', badCredentials: false });
  return refusal && [refusal.reason, refusal.message];
};

const admin = { commonName: 'kubernetes-admin', organizations: ['system:masters'] };
const jane = { commonName: 'jane', organizations: ['dev'] };

describe('authorization', () => {
  const cases: readonly (readonly [string, unknown, unknown])[] = [
    ['an administrator may read', asked('/api/v1/pods', admin), undefined],
    ['anybody may ask for health', asked('/readyz'), undefined],
    ['anybody may ask for the version', asked('/version'), undefined],
    ['nobody without a certificate may read', asked('/api/v1/pods'), ['Unauthorized', 'Unauthorized']],
    ['discovery needs a certificate too', asked('/api'), ['Unauthorized', 'Unauthorized']],
    ['another user is told what is missing', asked('/apis/apps/v1/namespaces/a/deployments/d', jane), ['Forbidden', 'deployments.apps "d" is forbidden: User "jane" cannot get resource "deployments" in API group "apps" in the namespace "a"']],
    ['at the cluster scope as well', asked('/api/v1/pods', jane), ['Forbidden', 'pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope']],
    ['and on plain paths', asked('/metrics', jane), ['Forbidden', 'forbidden: User "jane" cannot get path "/metrics"']],
    ['everyone who is known may discover the API', asked('/apis', jane), undefined],
    ['only service accounts read the issuer of their tokens', asked('/openid/v1/jwks', jane), ['Forbidden', 'forbidden: User "jane" cannot get path "/openid/v1/jwks"']],
    ['which they may', asked('/openid/v1/jwks', { ...jane, organizations: ['system:serviceaccounts'] }), undefined],
  ];
  for (const [name, found, expected] of cases) it(name, () => { expect(found).to.deep.equal(expected); });
});
