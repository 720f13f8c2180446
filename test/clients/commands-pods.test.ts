import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { LiveCluster } from '../support/live-cluster.ts';
import { sharedCluster } from '../support/shared-cluster.ts';
import type { StartedProgram } from '../support/start-program.ts';

const workload = JSON.stringify({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'web', image: 'shiplog/demo:1', ports: [{ name: 'http', containerPort: 8080 }] }] } },
      },
    },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'echo' },
      spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'main', image: 'shiplog/demo:1', stdin: true, command: ['sh', '-c', 'echo ready; while read line; do echo heard $line; done; sleep 3600'] }, { name: 'side', image: 'shiplog/demo:1', resources: { requests: { cpu: '20m' } }, command: ['sh', '-c', 'echo from the side; sleep 3600'] }] },
    },
  ],
});

for (const line of ['v35', 'v32'] as const) {
  describe(`kubectl ${line}, unmodified, inside pods`, function () {
    this.timeout(120_000);
    let cluster: LiveCluster;
    let ns: string;
    let dir: string;
    const started: StartedProgram[] = [];
    const ok = (...args: readonly string[]): Promise<string> => cluster.ok(['-n', ns, ...args], { line });
    const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}): StartedProgram => {
      const program = cluster.start(['-n', ns, ...args], { line, env });
      started.push(program);
      return program;
    };
    const firstPod = async (): Promise<string> => ok('get', 'pods', '-l', 'app=web', '-o', 'jsonpath={.items[0].metadata.name}');

    before(async () => {
      cluster = await sharedCluster();
      ns = await cluster.namespace('inside');
      dir = await mkdtemp(join(tmpdir(), 'shiplog-inside-'));
      await cluster.ok(['-n', ns, 'apply', '-f', '-'], { input: workload, line });
      await ok('rollout', 'status', 'deployment/web', '--timeout=60s');
      await ok('wait', 'pod/echo', '--for=condition=Ready', '--timeout=60s');
    });
    after(async () => {
      await Promise.all(started.map((program) => program.stop()));
      await rm(dir, { recursive: true, force: true });
    });

    for (const [protocol, env] of [['WebSocket', {}], ['SPDY', { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false', KUBECTL_PORT_FORWARD_WEBSOCKETS: 'false' }]] as const) {
      it(`executes over ${protocol}: output, errors, input, exit code`, async () => {
        const exec = (words: readonly string[], input?: string) => cluster.kubectl(['-n', ns, 'exec', ...words], { line, env, ...(input !== undefined && { input }) });
        expect(await exec(['echo', '-c', 'side', '--', 'sh', '-c', 'echo out; echo err >&2; exit 7'])).deep.equal({ code: 7, stdout: 'out\n', stderr: 'err\ncommand terminated with exit code 7\n' });
        expect((await exec(['-i', 'deploy/web', '--', 'cat'], 'x'.repeat(300_000))).stdout).length(300_000);
      });

      it(`attaches over ${protocol}`, async () => {
        const attached = start(['attach', '-i', 'echo', '-c', 'main'], env);
        await attached.says(/If you don't see a command prompt|All commands and output/);
        attached.write(`hello over ${protocol}\n`);
        await attached.says(new RegExp(`heard hello over ${protocol}`));
        await attached.stop();
      });

      it(`forwards ports over ${protocol}, to a pod, a deployment and a service`, async () => {
        for (const target of [await firstPod(), 'deployment/web', 'svc/web']) {
          const forward = start(['port-forward', target, `:${target === 'svc/web' ? 80 : 8080}`], env);
          const [, port] = await forward.says(/Forwarding from 127\.0\.0\.1:(\d+) -> 8080/);
          const answers = await Promise.all(Array.from({ length: 5 }, async () => (await fetch(`http://127.0.0.1:${port}/`)).text()));
          expect(answers, target).deep.equal(Array.from({ length: 5 }, () => 'version 1\n'));
          await forward.stop();
        }
      });
    }

    it('copies files in and out', async () => {
      const content = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
      await writeFile(join(dir, 'there'), content);
      await ok('cp', join(dir, 'there'), 'echo:/there', '-c', 'main');
      expect(await ok('exec', 'echo', '-c', 'main', '--', 'stat', '-c', '%s', '/there')).equal('200000\n');
      await ok('cp', 'echo:/there', join(dir, 'back'), '-c', 'main');
      expect((await readFile(join(dir, 'back'))).equals(content)).equal(true);
    });

    it('reads logs of a container, of all, by label and of a deployment, and follows them', async () => {
      expect(await ok('logs', 'echo', '-c', 'side')).equal('from the side\n');
      expect(await ok('logs', 'echo', '--all-containers', '--prefix')).match(/^\[pod\/echo\/main\] ready$/m).match(/^\[pod\/echo\/side\] from the side$/m);
      expect((await ok('logs', '-l', 'app=web', '--tail=1')).trim().split('\n').length).equal(2);
      expect(await ok('logs', 'deployment/web', '--tail=-1')).match(/shiplog demo, version 1/);
      expect(await ok('logs', 'echo', '-c', 'side', '--since=1h', '--timestamps', '--limit-bytes=20')).match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.$/);
      const following = start(['logs', '-f', 'echo', '-c', 'main']);
      await following.says(/ready/);
      const attached = start(['attach', '-i', 'echo', '-c', 'main']);
      await attached.says(/If you don't see a command prompt|All commands and output/);
      attached.write('followed\n');
      await following.says(/heard followed/);
      await attached.stop();
      await following.stop();
    });

    it('runs a pod, and one that goes when it is done', async () => {
      expect(await ok('run', 'plain', '--image=shiplog/demo:1', '--labels=l=v', '--', 'sleep', '3600')).equal('pod/plain created\n');
      expect(await ok('get', 'pod', 'plain', '-o', 'jsonpath={.spec.restartPolicy} {.metadata.labels.l}')).equal('Always v');
      const { code, stdout, stderr } = await cluster.kubectl(['-n', ns, 'run', 'once', '--image=shiplog/demo:1', '--rm', '-i', '--restart=Never', '--', 'cat'], { line, input: 'through and back\n' });
      expect([code, stdout], stderr).deep.equal([0, `through and back\npod "once" deleted${line === 'v35' ? ` from ${ns} namespace` : ''}\n`]);
      expect(await ok('get', 'pods', '--field-selector=metadata.name=once', '-o', 'name')).equal('');
    });

    it('debugs a pod with an ephemeral container, with a copy, and a node', async () => {
      expect(await ok('debug', 'echo', '--image=shiplog/demo:1', '-c', 'debugger', '--profile=general', '--', 'sh', '-c', 'echo debugging; sleep 3600')).equal('');
      await ok('wait', 'pod/echo', '--for=jsonpath={.status.ephemeralContainerStatuses[0].state.running}', '--timeout=30s');
      expect(await ok('logs', 'echo', '-c', 'debugger')).equal('debugging\n');
      await ok('debug', 'plain', '--image=shiplog/demo:1', '--copy-to=copied', '-c', 'copy', '--profile=general', '--', 'sleep', '3600');
      expect(await ok('get', 'pod', 'copied', '-o', 'jsonpath={.spec.containers[*].name}')).equal('plain copy');
      expect(await ok('debug', 'node/node-1', '--image=shiplog/demo:1', '--profile=general', '--', 'true')).match(/Creating debugging pod node-debugger-node-1-\w+ with container debugger on node node-1\./);
    });

    it('resizes a running pod by its subresource', async () => {
      const resize = (container: string) => cluster.kubectl(['-n', ns, 'patch', 'pod', container === 'side' ? 'echo' : 'plain', '--subresource=resize', '-p', JSON.stringify({ spec: { containers: [{ name: container, resources: { requests: { cpu: '10m' } } }] } })], { line });
      expect((await resize('side')).stdout).equal('pod/echo patched\n');
      expect(await ok('get', 'pod', 'echo', '-o', 'jsonpath={.spec.containers[1].resources.requests.cpu}')).equal('10m');
      expect((await resize('plain')).stderr).match(/Pod QOS Class may not change as a result of resizing/);
    });
  });
}
