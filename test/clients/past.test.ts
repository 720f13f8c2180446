import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import type { ProgramResult } from '../support/run-program.ts';
import { sharedCluster } from '../support/shared-cluster.ts';

describe('the past of a live cluster', function () {
  this.timeout(120_000);
  let cluster: LiveCluster;
  let ns: string;
  let before_: string;
  let first: readonly string[];

  const ok = (...args: string[]): Promise<string> => cluster.ok(['-n', ns, ...args]);
  const shiplog = (...args: string[]): Promise<ProgramResult> => cluster.shiplog(args);
  const podNames = async (): Promise<readonly string[]> => (await ok('get', 'pods', '-o', 'jsonpath={.items[*].metadata.name}')).split(' ').filter((name) => name !== '');
  const settled = (...not: readonly string[]): Promise<readonly string[]> =>
    eventually('two pods', podNames, { until: (names) => names.length === 2 && !names.some((name) => not.includes(name)) });

  before(async () => {
    cluster = await sharedCluster();
    ns = await cluster.namespace('past');
    await ok('create', 'deployment', 'web', '--image=shiplog/demo:1', '--replicas=2');
    await ok('rollout', 'status', 'deployment/web', '--timeout=60s');
    first = await settled();
    before_ = new Date().toISOString();
  });
  after(() => cluster.ok(['delete', 'namespace', ns, '--wait=false']));

  it('names for each replacement the deletion of a pod and who asked for it, however close they were', async () => {
    await ok('delete', 'pods', ...first, '--wait=false');
    for (const name of await settled(...first)) {
      const { stdout } = await shiplog('why', `pod/${name}`, '-n', ns);
      expect(stdout).to.match(/^It exists because\n {2}• PodCreated pods\/web-.*\n.*replicaset-controller: .*\n {2}↳ caused by PodTerminating pods\/web-.*\n {4}kubernetes-admin: deleted by kubernetes-admin with kubectl\n$/);
    }
  });

  it('tells of the pods that are gone who deleted them', async () => {
    const [name = ''] = first;
    const read = (): Promise<ProgramResult> => shiplog('why', `pod/${name}`, '-n', ns, '-o', 'json');
    const { stdout } = await eventually('the deletion', read, { until: ({ stdout: text }) => text.includes('PodDeleted') });
    const { chains }: { readonly chains: readonly { readonly about: string; readonly links: readonly { readonly type: string; readonly actor: string }[] }[] } = JSON.parse(stdout);
    expect(chains.find(({ about }) => about === 'deletion')?.links.map(({ type }) => type)).to.deep.equal(['PodDeleted', 'PodTerminating']);
    expect(chains.find(({ about }) => about === 'creation')?.links.at(-1)).to.include({ type: 'DeploymentCreated', actor: 'kubernetes-admin' });
  });

  it('lists every version of an object', async () => {
    await ok('set', 'image', 'deployment/web', 'demo=shiplog/demo:2');
    const { stdout } = await shiplog('history', 'deploy/web', '-n', ns);
    expect(stdout).to.match(/^SEQUENCE +TIME +TYPE +ACTOR +REASON +CHANGED\n\d+ +\S+ +DeploymentCreated +kubernetes-admin +created by kubernetes-admin with kubectl-create/);
    expect(stdout).to.match(/DeploymentRolloutStarted +kubernetes-admin +patched by kubernetes-admin with kubectl-set +.*spec\.template\.spec\.containers\[0\]\.image/);
  });

  it('shows the cluster as it was, with the namespace and the form asked for', async () => {
    await ok('rollout', 'status', 'deployment/web', '--timeout=60s');
    const wide = await shiplog('at', before_, '-n', ns, '--', 'kubectl', 'get', 'deploy,pods', '-o', 'wide');
    for (const name of first) expect(wide.stdout).to.match(new RegExp(`pod/${name} +1/1 +Running +0 `));
    expect(wide.stdout).to.match(/deployment\.apps\/web +2\/2 +2 +2 +\d+s +demo +shiplog\/demo:1 +app=web\n/);
    const json = await shiplog('at', before_, '-n', ns, '-o', 'json', '--', 'kubectl', 'get', 'deployment', 'web');
    expect(JSON.parse(json.stdout)).to.have.nested.property('spec.template.spec.containers[0].image', 'shiplog/demo:1');
    expect((await shiplog('at', '1', '--', 'kubectl', 'get', 'namespaces')).stdout).to.match(/^NAME +STATUS +AGE\n\S+ +Active +0s\n$/);
  });

  const MISTAKES: readonly (readonly [words: readonly string[], code: number, says: RegExp])[] = [
    [['at', '0', '--', 'kubectl', 'get', 'ns'], 2, /"0" is neither a sequence nor an RFC 3339 time/],
    [['at', 'yesterday', '--', 'kubectl', 'get', 'ns'], 2, /"yesterday" is neither/],
    [['at', '99999999', '--', 'kubectl', 'get', 'ns'], 1, /the log has no event 99999999 yet/],
    [['at', '2999-01-01T00:00:00Z', '--', 'kubectl', 'get', 'ns'], 1, /lies in the future/],
    [['at', '1', '--', 'kubectl', 'create', 'ns', 'x'], 1, /the past is read-only/],
    [['at', '1', '-o', 'json', '--', 'true'], 2, /-n and -o are handed on to kubectl only/],
    [['at', '1'], 2, /at needs a moment and a command/],
    [['history', 'pod/nothing'], 2, /pods "nothing" not found/],
    [['history', 'pod/a', 'pod/b'], 2, /"pod\/b" is one word too many/],
    [['why', 'nothing/a'], 2, /there is no kind "nothing"/],
    [['logs', 'nothing'], 2, /there is no component "nothing"/],
    [['down', 'now'], 2, /"now" is one word too many/],
    [['up', '--nodes', '7'], 2, /already running, with other options/],
    [['reset'], 2, /add --yes/],
  ];
  for (const [words, code, says] of MISTAKES) {
    it(`refuses ${words.join(' ')}`, async () => {
      const result = await cluster.shiplog(words);
      expect(result.stderr).to.match(says);
      expect(result.code).to.equal(code);
    });
  }
});
