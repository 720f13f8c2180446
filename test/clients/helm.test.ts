import { join } from 'node:path';
import { expect } from 'chai';
import type { LiveCluster } from '../support/live-cluster.ts';
import { sharedCluster } from '../support/shared-cluster.ts';

const CHART = join(import.meta.dirname, 'chart');

for (const [release, line] of [['4', 'v35'], ['3', 'v32']] as const) {
  describe(`Helm ${release}, unmodified`, function () {
    this.timeout(180_000);
    let cluster: LiveCluster;
    let ns: string;
    const helm = async (...args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await cluster.helm([...args, '-n', ns], { line });
      if (code !== 0) throw new Error(`helm ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
      return stdout;
    };
    const ok = (...args: readonly string[]): Promise<string> => cluster.ok(['-n', ns, ...args]);
    const fact = (path: string): Promise<string> => ok('get', 'deployment', 'site', '-o', `jsonpath={${path}}`);

    before(async () => {
      cluster = await sharedCluster();
      ns = await cluster.namespace(`helm${release}`);
    });

    it('is the release it should be', async () => {
      expect(await helm('version', '--short')).match(new RegExp(`^v${release}\\.`));
    });

    it('lints, and renders what the cluster would take', async () => {
      expect(await helm('lint', CHART)).match(/1 chart\(s\) linted, 0 chart\(s\) failed/);
      const rendered = await helm('template', 'site', CHART, '--dry-run=server', ...(release === '3' ? ['--validate'] : []));
      expect(rendered).match(/kube: "v1\.3\d\.\d+/).match(/apps: "true"/).match(new RegExp(`namespace: "${ns}"`));
    });

    it('installs and waits', async () => {
      const installed = await helm('install', 'site', CHART, '--wait', '--timeout=60s');
      expect(installed).match(/NAME: site\n/).match(/STATUS: deployed\n/).match(/REVISION: 1\n/);
      expect(await fact('.status.readyReplicas')).equal('1');
      expect(await fact('.metadata.labels.app\\.kubernetes\\.io/managed-by')).equal('Helm');
      expect(await ok('get', 'secret', '-l', 'owner=helm', '-o', 'jsonpath={.items[*].metadata.name} {.items[*].type}')).equal('sh.helm.release.v1.site.v1 helm.sh/release.v1');
      const again = await cluster.helm(['install', 'site', CHART, '-n', ns], { line });
      expect(again.stderr).match(/cannot re-?use a name that is still in use/);
    });

    it('lists it and tells its status, values, manifest and metadata', async () => {
      expect(await helm('list')).match(new RegExp(`^site\\s+${ns}\\s+1\\s.*\\sdeployed\\s+site-0\\.1\\.0\\s+1\\s*$`, 'm'));
      expect(await helm('status', 'site')).match(/STATUS: deployed/);
      expect(await helm('status', 'site', ...(release === '3' ? ['--show-resources'] : []))).match(/==> v1\/ConfigMap\nNAME +DATA +AGE\nsite +4 +/);
      expect(await helm('get', 'values', 'site', '--all')).match(/^greeting: hello$/m);
      expect(await helm('get', 'manifest', 'site')).match(/^kind: Deployment$/m);
      expect(await helm('get', 'metadata', 'site')).match(/^CHART: site$/m);
    });

    it('upgrades and waits: one object changes, the others stay', async () => {
      const before = await ok('get', 'svc', 'site', '-o', 'jsonpath={.metadata.resourceVersion}');
      expect(await helm('upgrade', 'site', CHART, '--set', 'version=2,greeting=changed', '--wait', '--timeout=90s')).match(/has been upgraded/).match(/REVISION: 2\n/);
      expect(await fact('.spec.template.spec.containers[0].image')).equal('shiplog/demo:2');
      expect(await ok('get', 'cm', 'site', '-o', 'jsonpath={.data.greeting}')).equal('changed');
      expect(await ok('get', 'svc', 'site', '-o', 'jsonpath={.metadata.resourceVersion}')).equal(before);
    });

    it('tells its history and rolls back', async () => {
      expect(await helm('history', 'site')).match(/^1 .*superseded.*\n2 .*deployed/m);
      expect(await helm('rollback', 'site', '1', '--wait', '--timeout=90s')).match(/Rollback was a success/);
      expect(await fact('.spec.template.spec.containers[0].image')).equal('shiplog/demo:1');
      expect(await helm('history', 'site')).match(/^3 .*deployed.*Rollback to 1/m);
    });

    it('tells what does not fit', async () => {
      const failed = await cluster.helm(['upgrade', 'site', CHART, '-n', ns, '--set', 'replicas=many'], { line });
      expect(failed.code).equal(1);
      expect(failed.stderr).match(/replicas/);
      expect(await helm('upgrade', 'site', CHART, '--reuse-values')).match(/has been upgraded/);
    });

    it('runs a hook to its end', async () => {
      expect(await helm('install', 'hooked', CHART, '--set', 'hook=true,replicas=0', '--timeout=60s')).match(/STATUS: deployed/);
      expect(await ok('get', 'pod', 'hooked-hook', '--ignore-not-found', '-o', 'name'), 'a hook that succeeded is deleted').equal('');
      expect(await helm('uninstall', 'hooked', '--wait')).match(/release "hooked" uninstalled/);
    });

    it('uninstalls and waits', async () => {
      expect(await helm('uninstall', 'site', '--wait', '--timeout=60s')).equal('release "site" uninstalled\n');
      expect(await ok('get', 'deploy,svc,secret', '-o', 'name')).equal('');
      expect(await helm('list', '--short')).equal('');
    });
  });
}
