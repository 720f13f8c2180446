import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { sharedCluster } from '../support/shared-cluster.ts';

const NODE = 'node-2';

for (const line of ['v35', 'v32'] as const) {
  describe(`kubectl ${line}, unmodified, with nodes and rollouts`, function () {
    this.timeout(180_000);
    let cluster: LiveCluster;
    let ns: string;
    const ok = (...args: readonly string[]): Promise<string> => cluster.ok(['-n', ns, ...args], { line });

    before(async () => {
      cluster = await sharedCluster();
      ns = await cluster.namespace('nodes');
    });
    after(() => cluster.kubectl(['uncordon', NODE]));

    it('taints and untaints', async () => {
      expect(await ok('taint', 'node', NODE, 'dedicated=x:NoSchedule')).equal(`node/${NODE} tainted\n`);
      expect((await cluster.kubectl(['taint', 'node', NODE, 'dedicated=y:NoSchedule'], { line })).stderr).match(/already has dedicated taint\(s\) with same effect\(s\) and --overwrite is false/);
      expect(await ok('get', 'node', NODE, '-o', 'jsonpath={.spec.taints[0].key}={.spec.taints[0].value}:{.spec.taints[0].effect}')).equal('dedicated=x:NoSchedule');
      expect(await ok('taint', 'node', NODE, 'dedicated:NoSchedule-')).equal(`node/${NODE} untainted\n`);
      expect(await ok('get', 'node', NODE, '-o', 'jsonpath={.spec.taints}')).equal('');
    });

    it('cordons and uncordons', async () => {
      expect(await ok('cordon', NODE)).equal(`node/${NODE} cordoned\n`);
      expect(await ok('cordon', NODE)).equal(`node/${NODE} already cordoned\n`);
      expect(await ok('get', 'node', NODE, '--no-headers')).match(/ Ready,SchedulingDisabled /);
      expect(await ok('uncordon', NODE)).equal(`node/${NODE} uncordoned\n`);
      expect(await ok('get', 'node', NODE, '--no-headers')).match(/ Ready /);
    });

    it('drains: evicts what may go, waits for a disruption budget', async () => {
      const spec = {
        replicas: 2,
        selector: { matchLabels: { app: 'drained' } },
        template: { metadata: { labels: { app: 'drained' } }, spec: { nodeSelector: { 'kubernetes.io/hostname': NODE }, terminationGracePeriodSeconds: 1, containers: [{ name: 'c', image: 'shiplog/demo:1' }] } },
      };
      await cluster.ok(['-n', ns, 'create', '-f', '-'], { line, input: JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'drained' }, spec }) });
      await ok('rollout', 'status', 'deployment/drained', '--timeout=60s');
      await ok('create', 'poddisruptionbudget', 'budget', '--selector=app=drained', '--min-available=2');
      const counted = (): Promise<string> => ok('get', 'pdb', 'budget', '-o', 'jsonpath={.status.currentHealthy} of {.status.expectedPods}, {.status.disruptionsAllowed}');
      await eventually('the budget to be counted', counted, { until: (text) => text === '2 of 2, 0' });
      const drain = ['drain', NODE, '--ignore-daemonsets', '--delete-emptydir-data', '--force', `--pod-selector=app=drained`];
      const held = await cluster.kubectl([...drain, '--timeout=3s'], { line });
      expect(held.code).equal(1);
      expect(held.stdout).match(/evicting pod .*drained-/);
      expect(held.stderr).match(/Cannot evict pod as it would violate the pod's disruption budget\./);
      await ok('patch', 'pdb', 'budget', '--type=merge', '-p', '{"spec":{"minAvailable":0}}');
      await eventually('the budget to allow it', counted, { until: (text) => text === '2 of 2, 2' });
      const drained = await ok(...drain, '--timeout=60s');
      expect(drained).match(new RegExp(`pod/drained-\\S+ evicted\n[^]*node/${NODE} drained\n`));
      expect(await ok('get', 'pods', '--field-selector', `spec.nodeName=${NODE}`, '-o', 'name')).equal('');
      await ok('uncordon', NODE);
      await ok('delete', 'deployment/drained', 'pdb/budget');
    });

    it('rolls out: status, history, restart, pause, resume, undo', async () => {
      const template = (version: number): object => ({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'rolled', annotations: { 'kubernetes.io/change-cause': `to version ${version}` } },
        spec: { replicas: 1, selector: { matchLabels: { app: 'rolled' } }, template: { metadata: { labels: { app: 'rolled' } }, spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'c', image: `shiplog/demo:${version}` }] } } },
      });
      const apply = (version: number): Promise<string> => cluster.ok(['-n', ns, 'apply', '-f', '-'], { line, input: JSON.stringify(template(version)) });
      const status = (): Promise<string> => ok('rollout', 'status', 'deployment/rolled', '--timeout=60s');
      await apply(1);
      expect(await status()).match(/deployment "rolled" successfully rolled out\n$/);
      await apply(2);
      await status();
      expect(await ok('rollout', 'history', 'deployment/rolled')).equal('deployment.apps/rolled \nREVISION  CHANGE-CAUSE\n1         to version 1\n2         to version 2\n\n');
      expect(await ok('rollout', 'history', 'deployment/rolled', '--revision=1')).match(/Image:\tshiplog\/demo:1/);
      expect(await ok('rollout', 'restart', 'deployment/rolled')).equal('deployment.apps/rolled restarted\n');
      await status();
      expect(await ok('rollout', 'pause', 'deployment/rolled')).equal('deployment.apps/rolled paused\n');
      expect((await cluster.kubectl(['-n', ns, 'rollout', 'restart', 'deployment/rolled'], { line })).stderr).match(/can't restart paused deployment \(run rollout resume first\)/);
      expect(await ok('rollout', 'resume', 'deployment/rolled')).equal('deployment.apps/rolled resumed\n');
      expect(await ok('rollout', 'undo', 'deployment/rolled', '--to-revision=1')).equal('deployment.apps/rolled rolled back\n');
      await status();
      expect(await ok('get', 'deployment', 'rolled', '-o', 'jsonpath={.spec.template.spec.containers[0].image}')).equal('shiplog/demo:1');
    });

    it('tells by conditions of a node that is watched that it is ready', async () => {
      expect(await ok('wait', `node/${NODE}`, '--for=condition=Ready', '--timeout=30s')).equal(`node/${NODE} condition met\n`);
      await eventually('its lease', () => ok('get', 'lease', '-n', 'kube-node-lease', NODE, '-o', 'jsonpath={.spec.holderIdentity}'), { until: (holder) => holder === NODE });
    });
  });
}
