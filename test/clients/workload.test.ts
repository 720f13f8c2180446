import { expect } from 'chai';
import { repoPath } from '../../infra/setup/tools-folder.ts';
import { eventually } from '../support/eventually.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { sharedCluster } from '../support/shared-cluster.ts';

const MANIFEST = repoPath('examples/web.yaml');

describe('kubectl, unmodified, with a workload', function () {
  this.timeout(180_000);
  let cluster: LiveCluster;
  let ns: string;

  before(async () => {
    cluster = await sharedCluster();
    ns = await cluster.namespace('workload');
  });

  const ok = (...args: string[]): Promise<string> => cluster.ok(['-n', ns, ...args]);

  it('shows every node Ready', async () => {
    const text = await ok('get', 'nodes');
    expect(text).to.match(/^NAME +STATUS +ROLES +AGE +VERSION/);
    expect(text).to.match(/node-1 +Ready/).and.to.match(/node-2 +Ready/);
  });

  it('lists api-resources with their short names', async () => {
    const text = await ok('api-resources');
    expect(text).to.match(/deployments +deploy +apps\/v1 +true +Deployment/);
    expect(text).to.match(/pods +po +v1 +true +Pod/);
  });

  it('applies a manifest: created, unchanged, configured', async () => {
    expect(await ok('apply', '-f', MANIFEST)).to.equal('configmap/web created\ndeployment.apps/web created\nservice/web created\n');
    expect(await ok('apply', '-f', MANIFEST)).to.equal('configmap/web unchanged\ndeployment.apps/web unchanged\nservice/web unchanged\n');
    const more = (await ok('create', '-f', MANIFEST, '--dry-run=client', '-o', 'yaml')).replace('replicas: 3', 'replicas: 2');
    expect(await cluster.ok(['-n', ns, 'apply', '-f', '-'], { input: more })).to.contain('deployment.apps/web configured');
  });

  it('waits for the rollout', async () => {
    expect(await ok('rollout', 'status', 'deployment/web', '--timeout=90s')).to.contain('deployment "web" successfully rolled out');
  });

  it('shows pods with their address and node', async () => {
    const wide = async (): Promise<readonly string[]> => (await ok('get', 'pods', '-o', 'wide')).trim().split('\n');
    const lines = await eventually('the surplus pod to go', wide, { until: (found) => found.length === 3 });
    expect(lines[0]).to.match(/^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES$/);
    for (const line of lines.slice(1)) expect(line).to.match(/^web-[a-z0-9]+-[a-z0-9]{5} +1\/1 +Running +0 +\d+s +10\.\d+\.\d+\.\d+ +node-[12] +<none> +<none>$/);
  });

  it('describes a pod with its events', async () => {
    const text = await ok('describe', 'pod', '-l', 'app=web');
    expect(text).to.contain('Controlled By:  ReplicaSet/web-').and.to.contain('Ready             True');
    expect(text).to.match(/Normal +Scheduled +\S+ +default-scheduler +Successfully assigned/);
    expect(text).to.match(/Normal +Started +\S+ +kubelet +(spec\.containers\{web\}: )?Container started/);
  });

  it('reads and follows logs', async () => {
    const [pod] = (await ok('get', 'pods', '-o', 'name')).split('\n');
    expect(await ok('logs', pod ?? '')).to.contain('shiplog demo, version 1');
    expect(await ok('logs', '--tail=1', '--timestamps', pod ?? '')).to.match(/^\d{4}-\d\d-\d\dT/);
  });

  it('runs a command and hands its exit code on', async () => {
    const [pod = ''] = (await ok('get', 'pods', '-o', 'name')).split('\n');
    expect((await cluster.kubectl(['-n', ns, 'exec', pod, '--', 'sh', '-c', 'exit 7'])).code).to.equal(7);
    expect(await ok('exec', pod, '--', 'wget', '-qO-', 'http://127.0.0.1:8080/')).to.equal('version 1\n');
    expect(await cluster.ok(['-n', ns, 'exec', '-i', pod, '--', 'cat'], { input: 'through the log\n' })).to.equal('through the log\n');
    expect(await ok('exec', pod, '--', 'sh', '-c', 'echo $GREETING')).to.equal('hello from the log\n');
  });

  it('lets one pod reach another by its address', async () => {
    const [pod = ''] = (await ok('get', 'pods', '-o', 'name')).split('\n');
    const addresses = (await ok('get', 'pods', '-o', 'jsonpath={.items[*].status.podIP}')).split(' ');
    for (const address of addresses) expect(await ok('exec', pod, '--', 'wget', '-qO-', `http://${address}:8080/`)).to.equal('version 1\n');
  });

  it('scales', async () => {
    expect(await ok('scale', 'deployment/web', '--replicas=4')).to.equal('deployment.apps/web scaled\n');
    await ok('rollout', 'status', 'deployment/web', '--timeout=90s');
    expect((await ok('get', 'deployment', 'web', '--no-headers'))).to.match(/^web +4\/4 +4 +4 /);
    await ok('scale', 'deployment/web', '--replicas=2');
    await ok('wait', 'deployment/web', '--for=jsonpath={.status.replicas}=2', '--timeout=60s');
  });

  it('rolls out, undoes, and keeps the history', async () => {
    await ok('set', 'image', 'deployment/web', 'web=shiplog/demo:2');
    await ok('rollout', 'status', 'deployment/web', '--timeout=90s');
    expect(await ok('exec', 'deployment/web', '--', 'wget', '-qO-', 'http://127.0.0.1:8080/')).to.equal('version 2\n');
    expect(await ok('rollout', 'history', 'deployment/web')).to.match(/REVISION +CHANGE-CAUSE\n1 .*\n2 /);
    expect(await ok('rollout', 'undo', 'deployment/web')).to.equal('deployment.apps/web rolled back\n');
    await ok('rollout', 'status', 'deployment/web', '--timeout=90s');
    expect(await ok('exec', 'deployment/web', '--', 'wget', '-qO-', 'http://127.0.0.1:8080/')).to.equal('version 1\n');
  });

  it('explains a field', async () => {
    const text = await ok('explain', 'deployment.spec.strategy');
    expect(text).to.contain('GROUP:      apps').and.to.contain('FIELD: strategy <DeploymentStrategy>').and.to.contain('rollingUpdate');
  });

  it('shows events', async () => {
    const text = await ok('get', 'events');
    expect(text).to.match(/^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE/);
    expect(text).to.match(/Normal +ScalingReplicaSet +deployment\/web +Scaled up replica set web-\w+ from 0 to 3/);
  });

  it('answers another release of kubectl as well', async () => {
    const older = await cluster.kubectl(['-n', ns, 'get', 'pods', '-o', 'wide'], { line: 'v32' });
    expect(older.code, older.stderr).to.equal(0);
    expect((await cluster.kubectl(['-n', ns, 'rollout', 'status', 'deployment/web'], { line: 'v32' })).code).to.equal(0);
    expect((await cluster.kubectl(['-n', ns, 'create', 'configmap', 'old', '--from-literal=a=b'], { line: 'v32' })).code).to.equal(0);
  });

  it('deletes, and the pods go', async () => {
    expect(await ok('delete', '-f', MANIFEST)).to.contain(`deployment.apps "web" deleted from ${ns} namespace`);
    await ok('wait', 'pods', '--for=delete', '-l', 'app=web', '--timeout=60s');
    expect(await ok('get', 'pods')).to.equal('');
  });
});
