import type { Container } from '../../events/resources/_types/container.ts';
import type { ResourceFieldSelector } from '../../events/resources/_types/env.ts';
import type { AssignedPod as Pod } from './desired-pod.ts';
import { parseQuantity } from '../../events/schema/quantity.ts';
import { SourceError } from './source-object.ts';

export interface PodPlace {
  readonly podIp: string;
  readonly hostIp: string;
  readonly node: string;
  /** The node's allocatable, which absent limits stand for. */
  readonly allocatable: Readonly<Record<string, string>>;
}

const mapText = (map: Readonly<Record<string, string>> | undefined): string =>
  Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}=${JSON.stringify(value)}`).join('\n');

const SIMPLE: Readonly<Record<string, (pod: Pod, place: PodPlace) => string>> = {
  'metadata.name': ({ metadata }) => metadata?.name ?? '',
  'metadata.namespace': ({ metadata }) => metadata?.namespace ?? '',
  'metadata.uid': ({ metadata }) => metadata?.uid ?? '',
  'metadata.labels': ({ metadata }) => mapText(metadata?.labels),
  'metadata.annotations': ({ metadata }) => mapText(metadata?.annotations),
  'spec.nodeName': (_pod, { node }) => node,
  'spec.serviceAccountName': ({ spec }) => spec?.serviceAccountName ?? '',
  'status.hostIP': (_pod, { hostIp }) => hostIp,
  'status.hostIPs': (_pod, { hostIp }) => hostIp,
  'status.podIP': (_pod, { podIp }) => podIp,
  'status.podIPs': (_pod, { podIp }) => podIp,
};

const ENTRY = /^metadata\.(labels|annotations)\['(.*)'\]$/;

/** Value of a downward API field path. */
export const fieldValue = (pod: Pod, place: PodPlace, path: string): string => {
  const entry = ENTRY.exec(path);
  if (entry !== null) return (entry[1] === 'labels' ? pod.metadata?.labels : pod.metadata?.annotations)?.[entry[2] ?? ''] ?? '';
  const read = SIMPLE[path];
  if (read === undefined) throw new SourceError(`unsupported fieldPath: ${path}`);
  return read(pod, place);
};

const RESOURCE = /^(limits|requests)\.(cpu|memory|ephemeral-storage)$/;

const amountOf = ({ resources: { limits = {}, requests = {} } }: Container, place: PodPlace, resource: string): string => {
  const match = RESOURCE.exec(resource);
  if (match === null) throw new SourceError(`unsupported container resource : ${resource}`);
  const [, list = '', name = ''] = match;
  return (list === 'limits' ? (limits[name] ?? place.allocatable[name]) : requests[name]) ?? '0';
};

/** Value of a container's resource in units of the divisor, rounded up; an absent limit is what the node has. */
export const resourceValue = (container: Container, place: PodPlace, { resource, divisor = '1' }: Pick<ResourceFieldSelector, 'resource' | 'divisor'>): string => {
  const text = amountOf(container, place, resource);
  const unit = parseQuantity(divisor === '0' ? '1' : divisor).nano;
  const { nano } = parseQuantity(text);
  return String((nano + unit - 1n) / unit);
};
