import type { NodeAnswerHead } from '../kit/tunnel/port.ts';
import type { RuntimeContainer } from './port.ts';

/** What the agent knows of its node. */
export interface NodeFacts {
  readonly node: string;
  /** Objects of the node's pods, with their newest status. */
  readonly pods: () => readonly object[];
  readonly containers: () => Iterable<RuntimeContainer>;
  readonly isRuntimeDown: () => boolean;
}

export interface KubeletAnswer extends NodeAnswerHead {
  readonly body: string;
}

const JSON_TYPE = 'application/json';
const TEXT_TYPE = 'text/plain; charset=utf-8';
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const health = ({ isRuntimeDown }: NodeFacts): KubeletAnswer =>
  (isRuntimeDown()
    ? { status: 500, contentType: TEXT_TYPE, body: '[+]ping ok\n[-]runtime failed: the container runtime does not answer\nhealthz check failed\n' }
    : { status: 200, contentType: TEXT_TYPE, body: 'ok' });

const podList = (items: readonly object[]): KubeletAnswer =>
  ({ status: 200, contentType: JSON_TYPE, body: JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items }) });

const STATES = ['created', 'running', 'exited'] as const;

/** In Prometheus' text form: what the node runs. */
const metrics = ({ node, pods, containers }: NodeFacts): KubeletAnswer => {
  const all = [...containers()];
  const counted = (state: (typeof STATES)[number]): number => all.filter((one) => one.role === 'container' && one.state === state).length;
  const sandboxes = all.filter(({ role, state }) => role === 'sandbox' && state === 'running').length;
  const lines = [
    '# HELP kubelet_node_name The node\'s name. The count is always 1.', '# TYPE kubelet_node_name gauge', `kubelet_node_name{node="${node}"} 1`,
    '# HELP kubelet_desired_pods Pods assigned to the node', '# TYPE kubelet_desired_pods gauge', `kubelet_desired_pods ${pods().length}`,
    '# HELP kubelet_running_pods Pods with a running sandbox', '# TYPE kubelet_running_pods gauge', `kubelet_running_pods ${sandboxes}`,
    '# HELP kubelet_running_containers Containers, by state', '# TYPE kubelet_running_containers gauge',
    ...STATES.map((state) => `kubelet_running_containers{container_state="${state}"} ${counted(state)}`),
  ];
  return { status: 200, contentType: METRICS_TYPE, body: `${lines.join('\n')}\n` };
};

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Answers, in a kubelet's place, what the agent can really tell; 404 for the rest. */
export const kubeletAnswer = (facts: NodeFacts, { method, path }: { readonly method: string; readonly path: string }): KubeletAnswer => {
  const known: Readonly<Record<string, () => KubeletAnswer>> = {
    '/healthz': () => health(facts),
    '/healthz/ping': () => ({ status: 200, contentType: TEXT_TYPE, body: 'ok' }),
    '/pods': () => podList(facts.pods()),
    '/pods/': () => podList(facts.pods()),
    '/metrics': () => metrics(facts),
  };
  const answer = Object.hasOwn(known, path) ? known[path] : undefined;
  if (answer === undefined) return { status: 404, contentType: TEXT_TYPE, body: '404 page not found\n' };
  return READS.has(method) ? answer() : { status: 405, contentType: TEXT_TYPE, body: 'Method Not Allowed\n' };
};
