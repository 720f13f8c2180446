import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { sharedCluster } from '../support/shared-cluster.ts';

const objects = JSON.stringify({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    ...['a', 'b', 'c'].map((name, index) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: { app: 'read' } }, data: { order: String(9 - index) } })),
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key' }, stringData: { token: 'hunter2' } },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'read' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { replicas: 1, selector: { matchLabels: { app: 'read' } }, template: { metadata: { labels: { app: 'read' } }, spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'web', image: 'shiplog/demo:1' }] } } },
    },
  ],
});

for (const line of ['v35', 'v32'] as const) {
  describe(`kubectl ${line}, unmodified, reading`, function () {
    this.timeout(120_000);
    let cluster: LiveCluster;
    let ns: string;
    const ok = (...args: readonly string[]): Promise<string> => cluster.ok(['-n', ns, ...args], { line });

    before(async () => {
      cluster = await sharedCluster();
      ns = await cluster.namespace('read');
      await cluster.ok(['-n', ns, 'create', '-f', '-'], { input: objects, line });
      await ok('rollout', 'status', 'deployment/web', '--timeout=60s');
    });

    it('gets a list, one, everywhere, by label and field, wide', async () => {
      expect(await ok('get', 'cm')).match(/^NAME +DATA +AGE\na +1 +\d+s\nb +1 +\d+s\nc +1 +\d+s\nkube-root-ca.crt +1 +\d+s\n$/);
      expect(await ok('get', 'cm', 'a', '--no-headers')).match(/^a +1 +\d+s\n$/);
      expect(await ok('get', 'cm', '-A', '-l', 'app=read')).match(new RegExp(`^NAMESPACE +NAME +DATA +AGE\n(?:\\S+ +\\S+ +1 +\\S+\n)*${ns} +a +1 +`));
      expect(await ok('get', 'cm', '-l', 'app in (read),app!=other', '-o', 'name')).equal('configmap/a\nconfigmap/b\nconfigmap/c\n');
      expect(await ok('get', 'cm', '--field-selector', 'metadata.name=b', '-o', 'name')).equal('configmap/b\n');
      expect(await ok('get', 'svc', 'web', '-o', 'wide')).match(/^NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\) +AGE +SELECTOR\nweb +ClusterIP +10\.\S+ +<none> +80\/TCP +\d+s +app=read\n$/);
      expect(await ok('get', 'deploy,svc', '-o', 'name')).equal('deployment.apps/web\nservice/web\n');
      expect(await ok('get', 'all', '-o', 'name')).match(/^pod\/web-\S+\nservice\/web\ndeployment.apps\/web\nreplicaset.apps\/web-\S+\n$/);
    });

    it('gets in every output format', async () => {
      expect(await ok('get', 'cm', 'a', '-o', 'yaml')).match(/^apiVersion: v1\ndata:\n {2}order: "9"\nkind: ConfigMap\nmetadata:\n/);
      expect(JSON.parse(await ok('get', 'cm', 'a', '-o', 'json'))).include({ kind: 'ConfigMap', apiVersion: 'v1' });
      expect(await ok('get', 'cm', 'a', '-o', 'jsonpath={.data.order}')).equal('9');
      expect(await ok('get', 'cm', 'a', '-o', 'go-template={{.data.order}}')).equal('9');
      expect(await ok('get', 'cm', '-l', 'app', '-o', 'custom-columns=N:.metadata.name,O:.data.order', '--no-headers')).match(/^a +9\nb +8\nc +7\n$/);
      expect(await ok('get', 'cm', 'a', '--show-labels', '--no-headers')).match(/app=read\n$/);
    });

    it('sorts, reads a subresource and raw paths', async () => {
      const sorted = (await ok('get', 'cm', '-l', 'app=read', '--sort-by=.data.order', '--no-headers')).split('\n').map((row) => row.slice(0, 1));
      expect(sorted).deep.equal(['c', 'b', 'a', '']);
      expect(await ok('get', 'deploy', 'web', '--subresource=status', '-o', 'jsonpath={.status.readyReplicas}')).equal('1');
      expect(await ok('get', 'deploy', 'web', '--subresource=scale', '-o', 'jsonpath={.kind} {.spec.replicas}')).equal('Scale 1');
      expect(JSON.parse(await ok('get', '--raw', `/api/v1/namespaces/${ns}/configmaps/a`))).include({ kind: 'ConfigMap' });
      expect(await ok('get', '--raw', '/readyz?verbose')).match(/readyz check passed\n$/);
    });

    it('gets and goes on watching', async () => {
      const watching = cluster.start(['-n', ns, 'get', 'cm', '-l', 'app=read', '-w', '--output-watch-events'], { line });
      await watching.says(/ADDED +c +1/);
      await ok('annotate', 'cm', 'c', `seen-by=${line}`);
      await watching.says(/MODIFIED +c +1/);
      await ok('create', 'cm', 'late');
      await ok('label', 'cm', 'late', 'app=read');
      await watching.says(/ADDED +late +0/);
      await ok('delete', 'cm', 'late');
      await watching.says(/DELETED +late +0/);
      await watching.stop();
    });

    it('describes what it is asked about', async () => {
      expect(await ok('describe', 'deployment', 'web')).match(/Name: +web\n/).match(/Replicas: +1 desired \| 1 updated \| 1 total \| 1 available \| 0 unavailable/).match(/NewReplicaSet: +web-\w+ \(1\/1 replicas created\)/).match(/ScalingReplicaSet/);
      expect(await ok('describe', 'svc', 'web')).match(/Type: +ClusterIP/).match(/Port: +http +80\/TCP/).match(/TargetPort: +8080\/TCP/);
      expect(await ok('describe', 'ns', ns)).match(/Status: +Active/).match(/No resource quota\./).match(/No LimitRange resource\./);
      expect(await ok('describe', 'node', 'node-1')).match(/Name: +node-1/).match(/Conditions:/).match(/Ready +True/).match(/Non-terminated Pods:/).match(/Allocated resources:/).match(/HolderIdentity: +node-1/).match(/Normal +NodeReady +\S+ +kubelet +Node node-1 status is now: NodeReady/);
      expect(await ok('describe', 'cm', 'a')).match(/Data\n====\norder:\n----\n9\n/);
      expect(await ok('describe', 'secret', 'key')).match(/token: +7 bytes/).not.match(/hunter2/);
      expect(await ok('describe', 'pod', '-l', 'app=read')).match(/Controlled By: +ReplicaSet\/web-/).match(/Successfully assigned/);
      expect((await cluster.kubectl(['-n', ns, 'describe', 'pod', 'nobody'], { line })).stderr).equal('Error from server (NotFound): pods "nobody" not found\n');
    });

    it('shows events: of all, of one object, of one type, everywhere', async () => {
      const about = `Deployment/web`;
      await eventually('the event', () => ok('events', '--for', about), { until: (text) => /ScalingReplicaSet +Deployment\/web +Scaled up replica set web-\w+ from 0 to 1/.test(text) });
      expect(await ok('events')).match(/^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n/);
      expect(await ok('events', '--types=Warning', '--for', about)).not.match(/ScalingReplicaSet/);
      expect(await ok('events', '-A')).match(/^NAMESPACE +LAST SEEN/);
    });

    it('tells versions, resources and where the cluster is', async () => {
      expect(await ok('version', '-o', 'json')).match(/"serverVersion": \{/);
      const versions = (await ok('api-versions')).trim().split('\n');
      expect(versions).include.members(['v1', 'apps/v1', 'batch/v1', 'autoscaling/v1', 'autoscaling/v2', 'events.k8s.io/v1', 'networking.k8s.io/v1', 'policy/v1', 'rbac.authorization.k8s.io/v1', 'storage.k8s.io/v1']);
      const resources = await ok('api-resources', '--no-headers', '-o', 'wide');
      for (const row of [/^pods +po +v1 +true +Pod +create,delete,deletecollection,get,list,patch,update,watch +all$/m, /^cronjobs +cj +batch\/v1 +true +CronJob/m, /^persistentvolumeclaims +pvc +v1 +true/m, /^customresourcedefinitions +crd,crds +apiextensions.k8s.io\/v1 +false/m]) expect(resources).match(row);
      expect(await ok('api-resources', '--namespaced=false', '-o', 'name')).match(/^nodes$/m).not.match(/^pods$/m);
      expect(await ok('cluster-info')).match(/Kubernetes control plane.*is running at/);
      const dump = await ok('cluster-info', 'dump', '--namespaces', ns);
      expect(dump).match(/"kind": "NodeList"/).match(/"kind": "PodList"/).match(/==== START logs for container web of pod/);
    });

    it('explains every kind', async () => {
      const rows = (await ok('api-resources', '--no-headers', '--verbs=get')).trim().split('\n').map((row) => row.trim().split(/ +/));
      expect(rows.length).above(50);
      // The short names in between may be missing: the version is counted from the end.
      const explained = await Promise.all(rows.map(async (row) => [row[0], await cluster.kubectl(['explain', row[0] ?? '', `--api-version=${row.at(-3)}`], { line })] as const));
      for (const [name, { code, stdout, stderr }] of explained) {
        expect(code, `${name}: ${stderr}`).equal(0);
        expect(stdout, name).match(/KIND: +\w+/).match(/DESCRIPTION:\n +(?!<empty>)\S/).match(/FIELDS:/);
      }
      expect(await ok('explain', 'pod.spec.containers.resources', '--recursive')).match(/limits\t<map\[string\]Quantity>/);
      expect(await ok('explain', 'hpa.spec.metrics', '--api-version=autoscaling/v2')).match(/FIELD: metrics <\[\]MetricSpec>/);
    });

    it('tells who asks and what they may', async () => {
      expect(await ok('auth', 'whoami')).match(/Username +kubernetes-admin/).match(/system:masters/).match(/Extra: authentication\.kubernetes\.io\/credential-id +\[X509SHA256=[0-9a-f]{64}\]/);
      expect(await ok('auth', 'can-i', 'delete', 'pods')).equal('yes\n');
      expect(await ok('auth', 'can-i', '--list')).match(/\*\.\* +\[\] +\[\] +\[\*\]/);
    });

    it('says that there are no metrics', async () => {
      for (const what of ['nodes', 'pods']) expect((await cluster.kubectl(['-n', ns, 'top', what], { line })).stderr).equal('error: Metrics API not available\n');
    });

    it('proxies the whole API', async () => {
      const proxy = cluster.start(['proxy', '--port=0'], { line });
      const [, port] = await proxy.says(/Starting to serve on 127\.0\.0\.1:(\d+)/);
      const answered = await fetch(`http://127.0.0.1:${port}/api/v1/namespaces/${ns}/configmaps/a`);
      expect(await answered.json()).include({ kind: 'ConfigMap' });
      await proxy.stop();
    });
  });
}
