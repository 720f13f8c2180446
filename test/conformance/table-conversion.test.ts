import { expect } from 'chai';
import { useConformanceApi } from './conformance-api.ts';

describe('Servers with support for Table transformation', () => {
  const api = useConformanceApi();

  it('return a 406 for a backend which does not implement metadata', async () => {
    const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { nonResourceAttributes: { path: '/openapi', verb: 'get' } } };
    const answered = await api.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      body,
      headers: { 'content-type': 'application/json', accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
    });
    expect(answered.status).equal(406);
    expect(answered.json).include({ kind: 'Status', reason: 'NotAcceptable' });
    expect(answered.json.message).match(/^only the following media types are accepted: /);
  });
});
