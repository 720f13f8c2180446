import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { useConformanceApi } from './conformance-api.ts';
import { pod } from './objects.ts';
import { refusal } from './resource-client.ts';
import type { Loose } from './resource-client.ts';

const BUNDLE = 'kube-root-ca.crt';
const MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

describe('ServiceAccounts', () => {
  const api = useConformanceApi();

  it('guarantee that kube-root-ca.crt exists in any namespace', async () => {
    const maps = api.core('configmaps', await api.namespace('svcaccounts'));
    const bundle = await maps.get(BUNDLE);
    expect(bundle.data['ca.crt']).a('string').not.equal('');
    await maps.remove(BUNDLE);
    await eventually('the bundle to be made again', () => maps.find(BUNDLE), { until: (found) => found !== undefined });
    await maps.update({ metadata: { name: BUNDLE }, data: { 'ca.crt': '' } });
    await eventually('the bundle to be put right', () => maps.get(BUNDLE), { until: ({ data }) => (data?.['ca.crt'] ?? '') !== '' });
  });

  it('run through the lifecycle of a ServiceAccount', async () => {
    const accounts = api.core('serviceaccounts', await api.namespace('svcaccounts'));
    const labels = { 'test-serviceaccount-static': 'true' };
    const selector = 'labelSelector=test-serviceaccount-static=true';
    const watch = await accounts.watch(`resourceVersion=${(await accounts.list()).metadata.resourceVersion}&${selector}`);
    await accounts.create({ metadata: { name: 'testserviceaccount', labels } });
    await watch.until('ADDED', ({ metadata }) => metadata.name === 'testserviceaccount');
    await accounts.patch('testserviceaccount', { automountServiceAccountToken: false }, { type: 'strategic' });
    await watch.until('MODIFIED', ({ automountServiceAccountToken }) => automountServiceAccountToken === false);
    const everywhere = await api.core('serviceaccounts').list(selector);
    expect(everywhere.items.map(({ metadata }: Loose) => metadata.name)).deep.equal(['testserviceaccount']);
    await accounts.removeAll(selector);
    await watch.until('DELETED');
    watch.close();
    expect((await accounts.list(selector)).items).length(0);
  });

  it('are updated', async () => {
    const accounts = api.core('serviceaccounts', await api.namespace('svcaccounts'));
    const created = await accounts.create({ metadata: { name: 'e2e-sa' }, automountServiceAccountToken: false });
    expect(created.automountServiceAccountToken).equal(false);
    const updated = await accounts.update({ ...(await accounts.get('e2e-sa')), automountServiceAccountToken: true });
    expect(updated.automountServiceAccountToken).equal(true);
  });

  it('allow opting out of API token automount', async () => {
    const namespace = await api.namespace('svcaccounts');
    const accounts = api.core('serviceaccounts', namespace);
    await accounts.create({ metadata: { name: 'mount' }, automountServiceAccountToken: true });
    await accounts.create({ metadata: { name: 'nomount' }, automountServiceAccountToken: false });
    const cases: readonly (readonly [account: string, ofPod: boolean | undefined, mounted: boolean])[] = [
      ['default', undefined, true], ['mount', undefined, true], ['nomount', undefined, false],
      ['default', true, true], ['mount', true, true], ['nomount', true, true],
      ['default', false, false], ['mount', false, false], ['nomount', false, false],
    ];
    for (const [serviceAccountName, automountServiceAccountToken, mounted] of cases) {
      const name = `pod-${serviceAccountName}-${automountServiceAccountToken === undefined ? 'default' : String(automountServiceAccountToken)}`;
      const spec = { serviceAccountName, ...(automountServiceAccountToken !== undefined && { automountServiceAccountToken }) };
      const created = await api.core('pods', namespace).create(pod(name, { spec }));
      const paths = created.spec.containers.flatMap(({ volumeMounts = [] }: Loose) => volumeMounts.map(({ mountPath }: Loose) => mountPath));
      expect(paths.includes(MOUNT), `${name} has the token mounted`).equal(mounted);
    }
  });

  it('create a token and have it reviewed', async () => {
    const namespace = await api.namespace('svcaccounts');
    const accounts = api.core('serviceaccounts', namespace);
    const { metadata } = await accounts.create({ metadata: { name: 'e2e-sa' } });
    const { status } = await api.at(`/api/v1/namespaces/${namespace}/serviceaccounts/e2e-sa/token`).create({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} });
    expect(status.token).a('string').not.equal('');
    const review = await api.at('/apis/authentication.k8s.io/v1/tokenreviews').create({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token: status.token } });
    expect(review.status).include({ authenticated: true });
    expect(review.status).not.have.property('error');
    expect(review.status.user).include({ username: `system:serviceaccount:${namespace}:e2e-sa`, uid: metadata.uid });
    const missing = await refusal(api.at(`/api/v1/namespaces/${namespace}/serviceaccounts/nobody/token`).create({ spec: {} }));
    expect(missing.reason).equal('NotFound');
  });
});
