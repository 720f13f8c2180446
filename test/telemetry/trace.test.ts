import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { repoPath } from '../../infra/setup/tools-folder.ts';
import { componentList, metricsUrlOf } from '../../infra/processes/component-list.ts';
import { eventually } from '../support/eventually.ts';
import { startLiveCluster } from '../support/live-cluster.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { freePortRange } from './free-port-range.ts';
import { startSpanCollector } from './span-collector.ts';
import type { CollectedSpan, SpanCollector } from './span-collector.ts';

const COMPONENTS = 6;
const MARKER = `marker-${randomBytes(12).toString('hex')}`;

const SECRET = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'hidden' }, stringData: { word: MARKER } };
const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'traced' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'traced' } },
    template: {
      metadata: { labels: { app: 'traced' } },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [{ name: 'web', image: 'shiplog/demo:1', env: [{ name: 'WORD', valueFrom: { secretKeyRef: { name: 'hidden', key: 'word' } } }] }],
      },
    },
  },
};

/** `component: span` from the first of the trace down to this one. */
const lineage = (spans: readonly CollectedSpan[], last: CollectedSpan): readonly string[] => {
  const parent = spans.find(({ spanId }) => spanId === last.parentSpanId);
  return [...(parent === undefined ? [] : lineage(spans, parent)), `${last.service.replace(/^shiplog-/, '')}: ${last.name}`];
};

interface MetricRow {
  readonly name: string;
  readonly type: string;
  readonly servedBy: string;
}

const documented = async (): Promise<readonly MetricRow[]> =>
  [...(await readFile(repoPath('docs/metrics.md'), 'utf8')).matchAll(/^\| `(\w+)` \| (\w+) \| ([\w-]+) \|/gm)].map(([, name = '', type = '', servedBy = '']) => ({ name, type, servedBy }));

const GROUPS: Readonly<Record<string, (component: string) => boolean>> = {
  all: () => true,
  folding: (component) => !component.startsWith('agent'),
  writing: (component) => !component.startsWith('agent') && component !== 'dispatcher',
};

const serves = ({ servedBy }: MetricRow, component: string): boolean => GROUPS[servedBy]?.(component) ?? component.startsWith(servedBy);

describe('one trace', function () {
  this.timeout(120_000);
  let collector: SpanCollector;
  let cluster: LiveCluster;

  /** The trace that begins with this request, once it has a span of this name. */
  const traceOf = async (request: string, awaited: (span: CollectedSpan, trace: readonly CollectedSpan[]) => boolean): Promise<readonly CollectedSpan[]> => {
    const find = (): readonly CollectedSpan[] => {
      const root = collector.spans.findLast(({ name, parentSpanId }) => name === request && parentSpanId === '');
      return root === undefined ? [] : collector.spans.filter(({ traceId }) => traceId === root.traceId);
    };
    return eventually(`the trace of ${request}`, find, { until: (trace) => trace.some((span) => awaited(span, trace)) });
  };

  before(async () => {
    collector = await startSpanCollector();
    cluster = await startLiveCluster(['--nodes', '1', '--traces', collector.url, '--metrics', String(await freePortRange(COMPONENTS))], { OTEL_BSP_SCHEDULE_DELAY: '200' });
    await cluster.ok(['apply', '-f', '-'], { input: stringify(SECRET) });
    await cluster.ok(['apply', '-f', '-'], { input: stringify(DEPLOYMENT) });
    await cluster.ok(['rollout', 'status', 'deployment/traced', '--timeout=60s']);
  });
  after(async () => {
    await cluster?.stop();
    await collector?.stop();
  });

  const TO_THE_POD = [
    'api-server-0: create deployments',
    'api-server-0: append',
    'controllers: reconcile deployment-controller',
    'controllers: append',
    'controllers: reconcile replicaset-controller',
    'controllers: append',
    'scheduler: bind pod',
    'scheduler: append',
    'dispatcher: dispatch run',
    'agent-node-1: start pod',
  ];

  it('goes from kubectl apply to the start of the container', async () => {
    const trace = await traceOf('create deployments', ({ name, service }) => service === 'shiplog-agent-node-1' && name === 'start container');
    const start = trace.find(({ name }) => name === 'start container');
    expect(start && lineage(trace, start)).to.deep.equal([...TO_THE_POD, 'agent-node-1: start container']);
    expect(start?.attributes).to.include({ 'shiplog.resource': 'pods', 'k8s.namespace.name': 'default', 'k8s.container.name': 'web', 'k8s.node.name': 'node-1' });
  });

  it('goes on through status back to the Deployment', async () => {
    const trace = await traceOf('create deployments', ({ name, attributes }) => name === 'apply observation' && attributes['shiplog.why'] === 'ContainerStarted web');
    const started = trace.find(({ name, attributes }) => name === 'apply observation' && attributes['shiplog.why'] === 'ContainerStarted web');
    expect(started && lineage(trace, started)).to.deep.equal([...TO_THE_POD, 'status: apply observation']);
    const counted = await traceOf('create deployments', (span, all) => span.name === 'reconcile deployment-controller' && lineage(all, span).includes('status: append'));
    expect(counted.length).to.be.greaterThan(trace.length - 1);
  });

  it('has no span whose parent is missing', async () => {
    const trace = await eventually('all parents', () => traceOf('create deployments', ({ name }) => name === 'start pod'), {
      until: (spans) => spans.every(({ parentSpanId }) => parentSpanId === '' || spans.some(({ spanId }) => spanId === parentSpanId)),
    });
    expect(trace.filter(({ parentSpanId }) => parentSpanId === '').map(({ name }) => name)).to.deep.equal(['create deployments']);
  });

  it('goes from kubectl delete to the end of the container', async () => {
    await cluster.ok(['delete', 'deployment', 'traced', '--cascade=orphan']);
    await cluster.ok(['delete', 'replicasets', '-l', 'app=traced', '--cascade=orphan']);
    const [pod = ''] = (await cluster.ok(['get', 'pods', '-l', 'app=traced', '-o', 'name'])).split('\n');
    await cluster.ok(['delete', pod]);
    const trace = await traceOf('delete pods', ({ name }) => name === 'stop pod');
    const stop = trace.find(({ name }) => name === 'stop pod');
    expect(stop && lineage(trace, stop)).to.deep.equal(['api-server-0: delete pods', 'api-server-0: append', 'dispatcher: dispatch terminate', 'agent-node-1: stop pod']);
    await traceOf('delete pods', ({ service, name }) => service === 'shiplog-status' && name === 'append');
  });

  it('tells nothing of a Secret that was applied and used', () => {
    const sent = collector.raw();
    expect(sent).to.include('hidden');
    expect(sent).not.to.include(MARKER);
    expect(sent).not.to.include(Buffer.from(MARKER).toString('base64'));
  });

  it('is beside metrics, which each component serves as documented', async () => {
    const rows = await documented();
    expect(rows.length).to.be.greaterThan(15);
    const watching = cluster.kubectl(['get', 'pods', '--watch', '--request-timeout=4s']);
    for (const { name: component } of componentList(cluster.config)) {
      const text = await (await fetch(metricsUrlOf(cluster.config, component) ?? '')).text();
      const served = [...text.matchAll(/^# TYPE (shiplog_\w+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type}`);
      const expected = rows.filter((row) => serves(row, component)).map(({ name, type }) => `${name} ${type}`);
      expect(served.toSorted(), component).to.deep.equal(expected.toSorted());
    }
    const watchers = (): Promise<string> => fetch(metricsUrlOf(cluster.config, 'api-server-0') ?? '').then((answer) => answer.text());
    await eventually('a watcher counted', watchers, { until: (text) => /^shiplog_api_watchers(\{.*\})? [1-9]/m.test(text) });
    await watching;
  });

  it('is shown where to find by status', async () => {
    const { stdout } = await cluster.shiplog(['status']);
    for (const { name } of componentList(cluster.config)) expect(stdout).to.include(metricsUrlOf(cluster.config, name));
  });
});
