import { expect } from 'chai';
import { RefusalError } from '../../../events/errors.ts';
import type { Asker } from './authenticate.ts';
import { impersonated } from './impersonate.ts';

const admin: Asker = { user: { name: 'root', groups: ['system:masters'] }, badCredentials: false };
const jane: Asker = { user: { name: 'jane', groups: ['system:authenticated'] }, badCredentials: false };

const refusalOf = (make: () => unknown): unknown => {
  try {
    return make();
  } catch (error) {
    return error instanceof RefusalError ? [error.refusal.reason, error.refusal.message] : error;
  }
};

describe('impersonation', () => {
  const cases: readonly (readonly [string, Record<string, string>, object])[] = [
    ['nobody else, without its headers', { accept: '*/*' }, admin.user],
    ['a user is known', { 'impersonate-user': 'jane' }, { name: 'jane', groups: ['system:authenticated'] }],
    ['groups come along', { 'impersonate-user': 'jane', 'impersonate-group': 'dev, ops' }, { name: 'jane', groups: ['dev', 'ops', 'system:authenticated'] }],
    ['a service account is in its groups', { 'impersonate-user': 'system:serviceaccount:ns:robot' }, { name: 'system:serviceaccount:ns:robot', groups: ['system:serviceaccounts', 'system:serviceaccounts:ns', 'system:authenticated'] }],
    ['nobody is unknown', { 'impersonate-user': 'system:anonymous' }, { name: 'system:anonymous', groups: ['system:unauthenticated'] }],
    ['more about the user', { 'impersonate-user': 'jane', 'impersonate-uid': '7', 'impersonate-extra-a%2fb': 'c' }, { name: 'jane', groups: ['system:authenticated'], uid: '7', extra: { 'a/b': ['c'] } }],
  ];
  for (const [name, headers, user] of cases) it(name, () => { expect(impersonated(headers, admin).user).to.deep.equal(user); });

  it('is for those who may', () => {
    expect(refusalOf(() => impersonated({ 'impersonate-user': 'root' }, jane))).to.deep.equal(['Forbidden', 'users "root" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope']);
  });
  it('needs a user', () => {
    expect(refusalOf(() => impersonated({ 'impersonate-group': 'system:masters' }, admin))).to.deep.include('InternalError');
  });
});
