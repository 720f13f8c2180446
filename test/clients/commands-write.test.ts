import { expect } from 'chai';
import { certificateRequest } from '../support/certificate-request.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { sharedCluster } from '../support/shared-cluster.ts';

const configMap = (name: string, data: object, more: object = {}): string => JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...more }, data });
const deployment = (name: string, image: string, replicas = 0): string => JSON.stringify({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image, env: [{ name: 'A', value: '1' }] }] } } },
});

for (const line of ['v35', 'v32'] as const) {
  describe(`kubectl ${line}, unmodified, writing`, function () {
    this.timeout(120_000);
    let cluster: LiveCluster;
    let ns: string;
    const ok = (...args: readonly string[]): Promise<string> => cluster.ok(['-n', ns, ...args], { line });
    const feed = (input: string, ...args: readonly string[]): Promise<string> => cluster.ok(['-n', ns, ...args, '-f', '-'], { line, input });
    const data = (name: string, key = 'a'): Promise<string> => ok('get', 'cm', name, '-o', `jsonpath={.data.${key}}`);
    /** 1.35 names the namespace of what it deleted. */
    const from = (): string => (line === 'v35' ? ` from ${ns} namespace` : '');

    before(async () => {
      cluster = await sharedCluster();
      ns = await cluster.namespace('write');
    });

    const imperative: readonly (readonly [args: readonly string[], created: string])[] = [
      [['configmap', 'cm', '--from-literal=a=1'], 'configmap/cm'],
      [['secret', 'generic', 'generic', '--from-literal=a=1'], 'secret/generic'],
      [['secret', 'docker-registry', 'registry', '--docker-username=u', '--docker-password=p'], 'secret/registry'],
      [['serviceaccount', 'account'], 'serviceaccount/account'],
      [['deployment', 'web', '--image=shiplog/demo:1', '--replicas=0'], 'deployment.apps/web'],
      [['job', 'work', '--image=shiplog/demo:1', '--', 'true'], 'job.batch/work'],
      [['cronjob', 'nightly', '--image=shiplog/demo:1', '--schedule=0 3 * * *', '--', 'true'], 'cronjob.batch/nightly'],
      [['service', 'clusterip', 'inside', '--tcp=80:8080'], 'service/inside'],
      [['service', 'nodeport', 'outside', '--tcp=80:8080'], 'service/outside'],
      [['service', 'loadbalancer', 'balanced', '--tcp=80:8080'], 'service/balanced'],
      [['service', 'externalname', 'elsewhere', '--external-name=example.com'], 'service/elsewhere'],
      [['ingress', 'site', '--rule=example.com/*=web:80'], 'ingress.networking.k8s.io/site'],
      [['quota', 'limits', '--hard=pods=10'], 'resourcequota/limits'],
      [['poddisruptionbudget', 'budget', '--selector=app=web', '--min-available=1'], 'poddisruptionbudget.policy/budget'],
      [['role', 'reader', '--verb=get', '--resource=pods'], 'role.rbac.authorization.k8s.io/reader'],
      [['rolebinding', 'readers', '--role=reader', '--user=ann'], 'rolebinding.rbac.authorization.k8s.io/readers'],
      [['clusterrole', `reader-${line}`, '--verb=get', '--resource=nodes'], `clusterrole.rbac.authorization.k8s.io/reader-${line}`],
      [['clusterrolebinding', `readers-${line}`, `--clusterrole=reader-${line}`, '--user=ann'], `clusterrolebinding.rbac.authorization.k8s.io/readers-${line}`],
      [['priorityclass', `high-${line}`, '--value=1000'], `priorityclass.scheduling.k8s.io/high-${line}`],
      [['namespace', `made-${line}`], `namespace/made-${line}`],
    ];
    for (const [args, created] of imperative) {
      it(`creates ${args.slice(0, args[0] === 'service' || args[0] === 'secret' ? 2 : 1).join(' ')} by protobuf`, async () => {
        expect(await ok('create', ...args)).equal(`${created} created\n`);
        expect((await cluster.kubectl(['-n', ns, 'create', ...args], { line })).stderr).match(/^(error: .*|Error from server \(AlreadyExists\): .*)already exists\n$/);
        expect(await ok('get', ...(created.split('/') as [string, string]), '-o', 'name')).equal(`${created}\n`);
      });
    }

    it('creates a token and a job from a cron job', async () => {
      const token = (await ok('create', 'token', 'account', '--duration=1h')).trim().split('.');
      expect(token).length(3);
      expect(JSON.parse(Buffer.from(token[1] ?? '', 'base64url').toString('utf8'))).include({ sub: `system:serviceaccount:${ns}:account` });
      expect(await ok('create', 'job', 'now', '--from=cronjob/nightly')).equal('job.batch/now created\n');
      expect(await ok('get', 'job', 'now', '-o', 'jsonpath={.metadata.annotations.cronjob\\.kubernetes\\.io/instantiate}')).equal('manual');
    });

    it('creates from files, strictly', async () => {
      expect(await feed(configMap('file', { a: '1' }), 'create')).equal('configmap/file created\n');
      const again = await cluster.kubectl(['-n', ns, 'create', '-f', '-'], { line, input: configMap('file', { a: '1' }) });
      expect(again.stderr).equal('Error from server (AlreadyExists): error when creating "STDIN": configmaps "file" already exists\n');
      const unknown = await cluster.kubectl(['-n', ns, 'create', '-f', '-'], { line, input: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"datta":{}}' });
      expect(unknown.stderr).match(/strict decoding error: unknown field "datta"/);
      const warned = await cluster.kubectl(['-n', ns, 'create', '--validate=warn', '-f', '-'], { line, input: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"warned"},"datta":{}}' });
      expect([warned.stdout, warned.stderr]).deep.equal(['configmap/warned created\n', 'Warning: unknown field "datta"\n']);
    });

    it('applies as a client and as a server, and tells conflicts', async () => {
      expect(await feed(configMap('applied', { a: '1' }), 'apply')).equal('configmap/applied created\n');
      expect(await feed(configMap('applied', { a: '2' }), 'apply', '--dry-run=server')).equal('configmap/applied configured (server dry run)\n');
      expect(await data('applied')).equal('1');
      expect(await feed(configMap('applied', { a: '2' }), 'apply')).equal('configmap/applied configured\n');
      expect(await feed(configMap('served', { a: '1', b: '1' }), 'apply', '--server-side')).equal('configmap/served serverside-applied\n');
      const conflict = await cluster.kubectl(['-n', ns, 'apply', '--server-side', '--field-manager=other', '-f', '-'], { line, input: configMap('served', { a: '2' }) });
      expect(conflict.code).equal(1);
      expect(conflict.stderr).match(/Apply failed with 1 conflict: conflict with "kubectl": \.data\.a|Apply failed with 1 conflict: conflict with "kubectl" using v1: \.data\.a/);
      expect(await feed(configMap('served', { a: '2' }), 'apply', '--server-side', '--field-manager=other', '--force-conflicts')).equal('configmap/served serverside-applied\n');
      expect(await data('served')).equal('2');
      // What one manager alone owned goes when it leaves it out.
      expect(await feed(configMap('served', {}), 'apply', '--server-side')).equal('configmap/served serverside-applied\n');
      expect(await ok('get', 'cm', 'served', '-o', 'jsonpath={.data}')).equal('{"a":"2"}');
      expect(await feed(configMap('applied', { a: '3' }), 'apply', '--server-side')).equal('configmap/applied serverside-applied\n');
      expect(await ok('apply', 'view-last-applied', 'cm', 'applied')).match(/a: "3"/);
    });

    it('prunes what is no longer applied', async () => {
      const item = (name: string): object => JSON.parse(configMap(name, { k: 'v' }, { labels: { set: 'pruned' } })) as object;
      const list = (...names: readonly string[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items: names.map(item) });
      await feed(list('keep', 'drop'), 'apply', '--prune', '-l', 'set=pruned', '--prune-allowlist=core/v1/ConfigMap');
      expect(await feed(list('keep'), 'apply', '--prune', '-l', 'set=pruned', '--prune-allowlist=core/v1/ConfigMap')).equal('configmap/keep unchanged\nconfigmap/drop pruned\n');
    });

    it('tells differences of both sorts of apply', async () => {
      for (const more of [[], ['--server-side', '--force-conflicts']]) {
        const { code, stdout } = await cluster.kubectl(['-n', ns, 'diff', ...more, '-f', '-'], { line, input: configMap('applied', { a: '9' }) });
        expect(code).equal(1);
        expect(stdout).match(/^- {2}a: "3"$/m).match(/^\+ {2}a: "9"$/m);
      }
      expect((await cluster.kubectl(['-n', ns, 'diff', '-f', '-'], { line, input: configMap('brand-new', { a: '9' }) })).stdout).match(/^\+kind: ConfigMap$/m);
      expect((await cluster.kubectl(['-n', ns, 'diff', '-f', '-'], { line, input: configMap('applied', { a: '3' }) })).code).equal(0);
    });

    it('edits', async () => {
      const edit = (script: string) => cluster.kubectl(['-n', ns, 'edit', 'cm', 'file'], { line, env: { KUBE_EDITOR: `sed -i ${script}` } });
      expect((await edit('s/a:.*1.*/a:\\ edited/')).stdout).equal('configmap/file edited\n');
      expect(await data('file')).equal('edited');
      expect((await edit('s/nothing/else/')).stderr).equal('Edit cancelled, no changes made.\n');
    });

    it('replaces, also by force, and refuses what is out of date', async () => {
      expect(await feed(configMap('file', { a: 'replaced' }), 'replace')).equal('configmap/file replaced\n');
      expect(await data('file')).equal('replaced');
      const stale = await cluster.kubectl(['-n', ns, 'replace', '-f', '-'], { line, input: configMap('file', {}, { resourceVersion: '1' }) });
      expect(stale.stderr).match(/Error from server \(Conflict\): .*Operation cannot be fulfilled on configmaps "file": the object has been modified; please apply your changes to the latest version and try again/);
      expect(await feed(configMap('file', { a: 'forced' }), 'replace', '--force')).equal(`configmap "file" deleted${from()}\nconfigmap/file replaced\n`);
      expect((await cluster.kubectl(['-n', ns, 'replace', '-f', '-'], { line, input: configMap('nobody', {}) })).stderr).match(/Error from server \(NotFound\): .*configmaps "nobody" not found/);
    });

    it('patches by three rules and on a subresource', async () => {
      await feed(deployment('patched', 'x:1'), 'create');
      const read = (path: string): Promise<string> => ok('get', 'deploy', 'patched', '-o', `jsonpath={${path}}`);
      expect(await ok('patch', 'deploy', 'patched', '-p', '{"spec":{"template":{"spec":{"containers":[{"name":"d","image":"y:1"}]}}}}')).equal('deployment.apps/patched patched\n');
      expect(await read('.spec.template.spec.containers[*].name')).equal('d c');
      expect(await ok('patch', 'deploy', 'patched', '--type=merge', '-p', '{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"x:2"}]}}}}')).equal('deployment.apps/patched patched\n');
      expect(await read('.spec.template.spec.containers[*].image')).equal('x:2');
      expect(await ok('patch', 'deploy', 'patched', '--type=json', '-p', '[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"x:3"}]')).equal('deployment.apps/patched patched\n');
      expect(await read('.spec.template.spec.containers[0].image')).equal('x:3');
      expect(await ok('patch', 'deploy', 'patched', '-p', '{}')).equal('deployment.apps/patched patched (no change)\n');
      expect(await ok('patch', 'deploy', 'patched', '--subresource=scale', '--type=merge', '-p', '{"spec":{"replicas":0}}')).match(/^scale\.autoscaling\/patched patched/);
    });

    it('labels and annotates', async () => {
      expect(await ok('label', 'cm', 'file', 'tier=front')).equal('configmap/file labeled\n');
      expect(await ok('label', 'cm', 'file', 'tier=front')).equal('configmap/file not labeled\n');
      expect((await cluster.kubectl(['-n', ns, 'label', 'cm', 'file', 'tier=back'], { line })).stderr).match(/'tier' already has a value \(front\), and --overwrite is false/);
      expect(await ok('label', 'cm', 'file', 'tier-')).equal('configmap/file unlabeled\n');
      expect(await ok('annotate', 'cm', 'file', 'why=because')).equal('configmap/file annotated\n');
      expect(await ok('annotate', 'cm', 'file', '--list')).equal('why=because\n');
    });

    it('sets images, environment, resources and service accounts', async () => {
      expect(await ok('set', 'image', 'deploy/patched', 'c=x:4')).equal('deployment.apps/patched image updated\n');
      expect(await ok('set', 'env', 'deploy/patched', 'B=2', 'A-')).equal('deployment.apps/patched env updated\n');
      expect(await ok('set', 'env', 'deploy/patched', '--list')).match(/^# Deployment patched, container c\nB=2\n$/);
      expect(await ok('set', 'resources', 'deploy/patched', '--requests=cpu=10m')).equal('deployment.apps/patched resource requirements updated\n');
      expect(await ok('set', 'serviceaccount', 'deploy/patched', 'account')).equal('deployment.apps/patched serviceaccount updated\n');
    });

    it('scales, with and without a condition', async () => {
      expect(await ok('scale', 'deploy/patched', '--replicas=0')).equal('deployment.apps/patched scaled\n');
      const wrong = await cluster.kubectl(['-n', ns, 'scale', 'deploy/patched', '--replicas=1', '--current-replicas=7'], { line });
      expect(wrong.stderr).equal('error: Expected replicas to be 7, was 0\n');
      expect(await ok('scale', 'deploy/patched', '--replicas=0', '--current-replicas=0')).equal('deployment.apps/patched scaled\n');
    });

    it('autoscales and exposes', async () => {
      expect(await ok('autoscale', 'deploy/patched', '--min=1', '--max=3', '--cpu-percent=80')).match(/horizontalpodautoscaler\.autoscaling\/patched autoscaled\n$/);
      expect(await ok('get', 'hpa', 'patched')).match(/^NAME +REFERENCE +TARGETS +MINPODS +MAXPODS +REPLICAS +AGE\npatched +Deployment\/patched +cpu: <unknown>\/80% +1 +3 +0 +/);
      expect(await ok('get', 'horizontalpodautoscalers.v1.autoscaling', 'patched', '-o', 'jsonpath={.spec.targetCPUUtilizationPercentage}')).equal('80');
      expect(await ok('expose', 'deploy/patched', '--port=80', '--target-port=8080', '--name=exposed')).equal('service/exposed exposed\n');
      expect(await ok('get', 'svc', 'exposed', '-o', 'jsonpath={.spec.selector.app}')).equal('patched');
    });

    it('approves and denies certificate requests', async () => {
      const request = await certificateRequest('ann');
      for (const [name, verb, done, shown] of [[`yes-${line}`, 'approve', 'approved', 'Approved'], [`no-${line}`, 'deny', 'denied', 'Denied']] as const) {
        const object = { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name }, spec: { request, signerName: 'example.com/signer', usages: ['client auth'] } };
        expect(await feed(JSON.stringify(object), 'create')).equal(`certificatesigningrequest.certificates.k8s.io/${name} created\n`);
        expect(await ok('get', 'csr', name, '--no-headers')).match(/kubernetes-admin +<none> +Pending\n$/);
        expect(await ok('certificate', verb, name)).equal(`certificatesigningrequest.certificates.k8s.io/${name} ${done}\n`);
        expect(await ok('get', 'csr', name, '--no-headers')).match(new RegExp(`example.com/signer +kubernetes-admin +<none> +${shown}\n$`));
      }
    });

    it('reconciles roles', async () => {
      const role = (...verbs: readonly string[]): string => JSON.stringify({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'reconciled', namespace: ns }, rules: [{ apiGroups: [''], resources: ['pods'], verbs }] });
      expect(await feed(role('get'), 'auth', 'reconcile')).equal('role.rbac.authorization.k8s.io/reconciled reconciled\n');
      expect(await feed(role('list'), 'auth', 'reconcile')).match(/^role\.rbac\.authorization\.k8s\.io\/reconciled reconciled\n/);
      expect(await ok('get', 'role', 'reconciled', '-o', 'jsonpath={.rules[*].verbs[*]}')).equal('get list');
    });

    it('waits for conditions, values and deletion', async () => {
      expect(await ok('wait', 'cm/file', '--for=jsonpath={.data.a}=forced', '--timeout=10s')).equal('configmap/file condition met\n');
      expect((await cluster.kubectl(['-n', ns, 'wait', 'cm/file', '--for=jsonpath={.data.a}=never', '--timeout=1s'], { line })).stderr).match(/timed out waiting for the condition on configmaps\/file/);
      const waiting = cluster.start(['-n', ns, 'wait', 'cm/file', '--for=delete', '--timeout=30s'], { line });
      expect(await ok('delete', 'cm', 'file')).equal(`configmap "file" deleted${from()}\n`);
      expect(await waiting.ended()).equal(0);
    });

    it('deletes by name, label and all, in the foreground and as orphans', async () => {
      for (const name of ['d1', 'd2', 'd3']) await feed(configMap(name, {}, { labels: { set: name === 'd3' ? 'z' : 'y' } }), 'create');
      expect(await ok('delete', 'cm', '-l', 'set=y')).equal(`configmap "d1" deleted${from()}\nconfigmap "d2" deleted${from()}\n`);
      expect(await ok('delete', 'cm', 'd3', '--dry-run=server')).equal(`configmap "d3" deleted${from()} (server dry run)\n`);
      expect(await ok('delete', 'cm', 'd3', '--wait=false')).equal(`configmap "d3" deleted${from()}\n`);
      expect(await ok('delete', 'deploy', 'patched', '--cascade=foreground')).equal(`deployment.apps "patched" deleted${from()}\n`);
      expect(await ok('delete', 'deploy', 'web', '--cascade=orphan')).equal(`deployment.apps "web" deleted${from()}\n`);
      expect(await ok('get', 'rs', '-l', 'app=web', '-o', 'name')).match(/^replicaset\.apps\/web-\w+\n$/);
      expect(await ok('delete', 'rs', '--all')).match(/^replicaset\.apps "web-\w+" deleted/);
      expect((await cluster.kubectl(['-n', ns, 'delete', 'cm', 'd3'], { line })).stderr).equal('Error from server (NotFound): configmaps "d3" not found\n');
      expect(await ok('delete', 'cm', 'd3', '--ignore-not-found')).equal('');
      expect(await ok('delete', 'namespace', `made-${line}`)).equal(`namespace "made-${line}" deleted\n`);
    });
  });
}
