import { quantityValue, scaleOf } from './quantity-value.ts';

/** Amounts by resource name: `cpu` in millicores, everything else in units. */
export type Amounts = Readonly<Record<string, number>>;

type QuantityMap = Readonly<Record<string, string | number>>;
interface Resources {
  readonly requests?: QuantityMap | undefined;
}
interface Container {
  readonly restartPolicy?: string | undefined;
  readonly resources?: Resources | undefined;
}

/** The parts of a pod's spec that say what it needs of a node. */
export interface PodDemand {
  readonly containers?: readonly Container[] | undefined;
  readonly initContainers?: readonly Container[] | undefined;
  readonly overhead?: QuantityMap | undefined;
  readonly resources?: Resources | undefined;
}

/** What a container that requests nothing counts for when nodes are scored, so that many such do not pile up. */
const SCORING_DEFAULTS: Amounts = { cpu: 100, memory: 200 * 1024 * 1024 };

const amounts = (quantities: QuantityMap | undefined): Amounts =>
  Object.fromEntries(Object.entries(quantities ?? {}).map(([name, quantity]) => [name, quantityValue(quantity, scaleOf(name)) ?? 0]));

const combine = (left: Amounts, right: Amounts, merge: (a: number, b: number) => number): Amounts => {
  const result: Record<string, number> = { ...left };
  for (const [name, amount] of Object.entries(right)) result[name] = merge(result[name] ?? 0, amount);
  return result;
};
const add = (left: Amounts, right: Amounts): Amounts => combine(left, right, (a, b) => a + b);
const max = (left: Amounts, right: Amounts): Amounts => combine(left, right, Math.max);

const total = (demand: PodDemand, defaults: Amounts): Amounts => {
  const needs = (container: Container): Amounts => ({ ...defaults, ...amounts(container.resources?.requests) });
  let running: Amounts = {};
  for (const container of demand.containers ?? []) running = add(running, needs(container));
  let sidecars: Amounts = {};
  let starting: Amounts = {};
  for (const container of demand.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      sidecars = add(sidecars, needs(container));
      starting = max(starting, sidecars);
    } else {
      starting = max(starting, add(sidecars, needs(container)));
    }
  }
  const containers = max(add(running, sidecars), starting);
  const podLevel = amounts(demand.resources?.requests);
  return add({ ...containers, ...podLevel }, amounts(demand.overhead));
};

/**
 * What a pod takes of its node: containers and sidecars together, or the costliest moment of initialisation if that
 * is more; requests at pod level instead where given; overhead on top.
 */
export const podRequests = (demand: PodDemand): Amounts => total(demand, {});

/** The same with defaults for containers that request no CPU or memory; scores only, never fit. */
export const scoringRequests = (demand: PodDemand): Amounts => {
  const { cpu = 0, memory = 0 } = total(demand, SCORING_DEFAULTS);
  return { cpu, memory };
};
