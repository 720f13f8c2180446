import type { JsonObject } from '../../../json.ts';
import { objectAt, objectsAt, stringEntriesAt } from '../../../json-path.ts';
import { parseQuantity } from '../../../schema/quantity.ts';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const COUNTED: readonly string[] = ['cpu', 'memory'];

/** Positive amounts of cpu and memory, in nanos. */
const amounts = (container: JsonObject, field: 'requests' | 'limits'): ReadonlyMap<string, bigint> =>
  new Map(stringEntriesAt(objectAt(container, 'resources'), field)
    .filter(([name]) => COUNTED.includes(name))
    .map(([name, text]) => [name, parseQuantity(text).nano] as const)
    .filter(([, nano]) => nano > 0n));

const sums = (maps: readonly ReadonlyMap<string, bigint>[]): ReadonlyMap<string, bigint> => {
  const total = new Map<string, bigint>();
  for (const map of maps) for (const [name, nano] of map) total.set(name, (total.get(name) ?? 0n) + nano);
  return total;
};

/** Upstream's quality of service: decided once, at creation, from the requests and limits of all containers. */
export const qosClassOf = (pod: JsonObject): QosClass => {
  const containers = [...objectsAt(pod, 'spec', 'containers'), ...objectsAt(pod, 'spec', 'initContainers')];
  const limits = containers.map((container) => amounts(container, 'limits'));
  const requested = sums(containers.map((container) => amounts(container, 'requests')));
  const limited = sums(limits);
  if (requested.size === 0 && limited.size === 0) return 'BestEffort';
  const allLimited = limits.every((map) => map.size === COUNTED.length);
  const alike = requested.size === limited.size && [...requested].every(([name, nano]) => limited.get(name) === nano);
  return allLimited && alike ? 'Guaranteed' : 'Burstable';
};
