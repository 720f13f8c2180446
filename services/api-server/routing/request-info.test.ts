import { expect } from 'chai';
import { requestInfo } from './request-info.ts';

const read = (method: string, target: string): unknown => {
  const [path = '', query = ''] = target.split('?');
  return requestInfo(method, path, new URLSearchParams(query));
};

const resource = (facts: Readonly<Record<string, unknown>>): unknown =>
  ({ kind: 'resource', group: '', version: 'v1', namespace: '', name: '', subresource: '', rest: [], ...facts });

describe('request paths', () => {
  const cases: readonly (readonly [string, string, unknown])[] = [
    ['GET', '/api/v1/pods', resource({ verb: 'list', resource: 'pods' })],
    ['GET', '/api/v1/pods?watch=1', resource({ verb: 'watch', resource: 'pods' })],
    ['GET', '/api/v1/pods?watch=false', resource({ verb: 'list', resource: 'pods' })],
    ['GET', '/api/v1/watch/pods', resource({ verb: 'watch', resource: 'pods' })],
    ['GET', '/api/v1/watch/namespaces/a/pods/b', resource({ verb: 'watch', resource: 'pods', namespace: 'a', name: 'b' })],
    ['GET', '/api/v1/namespaces/a/pods/b', resource({ verb: 'get', resource: 'pods', namespace: 'a', name: 'b' })],
    ['GET', '/api/v1/namespaces/a/pods/b/log', resource({ verb: 'get', resource: 'pods', namespace: 'a', name: 'b', subresource: 'log' })],
    ['GET', '/api/v1/namespaces', resource({ verb: 'list', resource: 'namespaces' })],
    ['GET', '/api/v1/namespaces/a', resource({ verb: 'get', resource: 'namespaces', name: 'a' })],
    ['PUT', '/api/v1/namespaces/a/finalize', resource({ verb: 'update', resource: 'namespaces', name: 'a', subresource: 'finalize' })],
    ['POST', '/apis/apps/v1/namespaces/a/deployments', resource({ verb: 'create', group: 'apps', resource: 'deployments', namespace: 'a' })],
    ['PATCH', '/apis/apps/v1/namespaces/a/deployments/d/scale', resource({ verb: 'patch', group: 'apps', resource: 'deployments', namespace: 'a', name: 'd', subresource: 'scale' })],
    ['DELETE', '/api/v1/namespaces/a/pods', resource({ verb: 'deletecollection', resource: 'pods', namespace: 'a' })],
    ['DELETE', '/api/v1/namespaces/a/pods/b', resource({ verb: 'delete', resource: 'pods', namespace: 'a', name: 'b' })],
    ['GET', '/api/v1/namespaces/a/pods/b/proxy/x/y', resource({ verb: 'get', resource: 'pods', namespace: 'a', name: 'b', subresource: 'proxy', rest: ['x', 'y'] })],
    ['GET', '/api/v1/namespaces/a/configmaps/a%2Fb', resource({ verb: 'get', resource: 'configmaps', namespace: 'a', name: 'a/b' })],
    ['OPTIONS', '/api/v1/pods', { kind: 'bad-method' }],
    ['GET', '/api/v1', { kind: 'path', segments: ['api', 'v1'] }],
    ['GET', '/apis/apps/v1', { kind: 'path', segments: ['apis', 'apps', 'v1'] }],
    ['GET', '/', { kind: 'path', segments: [] }],
    ['GET', '/api/v1/pods/%E0%A4%A', { kind: 'malformed' }],
  ];
  for (const [method, target, expected] of cases) it(`${method} ${target}`, () => { expect(read(method, target)).to.deep.equal(expected); });
});
