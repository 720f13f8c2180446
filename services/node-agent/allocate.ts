import type { Container } from '../../events/resources/_types/container.ts';
import { milliValue, parseQuantity, quantityValue } from '../../events/schema/quantity.ts';
import type { Amounts } from '../../projections/node-capacity/pod-requests.ts';
import { podRequests } from '../../projections/node-capacity/pod-requests.ts';
import type { DesiredPod } from './desired-pod.ts';
import type { PendingResize } from './pod-memory.ts';

type Resources = Container['resources'];

/** What the node has, and what its other pods take of it. */
export interface NodeRoom {
  readonly allocatable: Readonly<Record<string, string>>;
  readonly others: () => Amounts;
}

export interface Allocation {
  /** The pod as the node runs it: what it asks for, or with the resources it has. */
  readonly desired: DesiredPod;
  readonly pending?: PendingResize | undefined;
}

const COUNTED = ['cpu', 'memory'] as const;

const requestsOf = ({ pod: { spec } }: DesiredPod): Amounts => podRequests(spec ?? {});

const capacityOf = (allocatable: Readonly<Record<string, string>>, name: 'cpu' | 'memory'): number => {
  const quantity = parseQuantity(allocatable[name] ?? '0');
  return name === 'cpu' ? milliValue(quantity) : quantityValue(quantity);
};

const whyNot = (asked: Amounts, held: Amounts, { allocatable, others }: NodeRoom): PendingResize | undefined => {
  const grown = COUNTED.filter((name) => (asked[name] ?? 0) > (held[name] ?? 0));
  const never = grown.find((name) => (asked[name] ?? 0) > capacityOf(allocatable, name));
  if (never !== undefined) {
    return { reason: 'Infeasible', message: `Node didn't have enough capacity: ${never}, requested: ${asked[never] ?? 0}, capacity: ${capacityOf(allocatable, never)}` };
  }
  const used = grown.length === 0 ? {} : others();
  const notNow = grown.find((name) => (asked[name] ?? 0) + (used[name] ?? 0) > capacityOf(allocatable, name));
  if (notNow === undefined) return undefined;
  return { reason: 'Deferred', message: `Node didn't have enough resource: ${notNow}, requested: ${asked[notNow] ?? 0}, used: ${used[notNow] ?? 0}, capacity: ${capacityOf(allocatable, notNow)}` };
};

const withList = <C extends { readonly name: string; readonly resources: Resources }>(list: readonly C[] | undefined, held: ReadonlyMap<string, Resources>): { list: C[] } | undefined =>
  list && { list: list.map((container) => ({ ...container, resources: held.get(container.name) ?? container.resources })) };

/** The pod with the resources its containers are held to; others stay as they are asked for. */
export const heldTo = (asked: DesiredPod, held: ReadonlyMap<string, Resources>): DesiredPod => {
  const { spec } = asked.pod;
  if (spec === undefined) return asked;
  const [containers, initContainers] = [withList(spec.containers, held), withList(spec.initContainers, held)];
  return { ...asked, pod: { ...asked.pod, spec: { ...spec, ...(containers && { containers: containers.list }), ...(initContainers && { initContainers: initContainers.list }) } } };
};

const resourcesOfAll = ({ pod: { spec } }: DesiredPod): ReadonlyMap<string, Resources> =>
  new Map([...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(({ name, resources }) => [name, resources]));

/** Pure: gives a pod the resources it asks for now, or leaves it those it has until the node can. */
export const allocate = (asked: DesiredPod, current: DesiredPod, room: NodeRoom): Allocation => {
  if (asked.action === 'terminate' || current.pod.spec === undefined) return { desired: asked };
  const pending = whyNot(requestsOf(asked), requestsOf(current), room);
  return pending === undefined ? { desired: asked } : { desired: heldTo(asked, resourcesOfAll(current)), pending };
};

/** What an agent that starts anew knows of a resize its predecessor did not carry out. */
export const resumed = (asked: DesiredPod): Allocation => {
  const { conditions = [], containerStatuses = [], initContainerStatuses = [] } = asked.pod.status ?? {};
  const condition = conditions.find(({ type, status }) => type === 'PodResizePending' && status === 'True');
  if (condition === undefined) return { desired: asked };
  const held = new Map([...containerStatuses, ...initContainerStatuses].flatMap(({ name, resources }) => (resources === undefined ? [] : [[name, resources] as const])));
  return { desired: heldTo(asked, held), pending: { reason: condition.reason === 'Infeasible' ? 'Infeasible' : 'Deferred', message: condition.message ?? '' } };
};
