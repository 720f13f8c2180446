import type { JsonObject } from '../../../events/json.ts';
import { badRequest } from '../../../events/errors.ts';
import { numberAt, objectsAt, stringAt, stringEntriesAt } from '../../../events/json-path.ts';
import type { Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import { refuse } from '../answers/answer.ts';
import type { ApiResponse } from '../port.ts';
import { requireEntry, snapshotFor } from '../read/get-object.ts';
import type { Scope } from '../scope.ts';
import type { ProxyName } from './proxy-name.ts';
import { parseProxyName } from './proxy-name.ts';
import { named, podTarget } from './proxy-pod.ts';
import type { ProxyTarget } from './proxy-request.ts';
import { proxyRequest } from './proxy-request.ts';
import { addressProblem } from './proxyable-address.ts';
import type { Backend } from './service-backends.ts';
import { endpointsBackends, podBackends, sliceBackends } from './service-backends.ts';

const PODS = { group: '', resource: 'pods' } as const;
const ENDPOINTS = { group: '', resource: 'endpoints' } as const;
const SLICES = { group: 'discovery.k8s.io', resource: 'endpointslices' } as const;
const SERVICE_NAME = 'kubernetes.io/service-name';

/** A port's name; a number means the service's port of that number. Throws 503 when there is none. */
const portNameOf = (service: JsonObject, { name, port }: ProxyName): string => {
  if (!/^\d+$/.test(port)) return port;
  const found = objectsAt(service, 'spec', 'ports').find((one) => numberAt(one, 'port') === Number(port));
  return found === undefined ? refuse({ reason: 'ServiceUnavailable', message: `no service port ${Number(port)} found for service "${name}"` }) : stringAt(found, 'name');
};

interface Search {
  readonly scope: Scope;
  readonly snapshot: Snapshot;
  readonly service: JsonObject;
  readonly portName: string;
}

/** Objects of one namespace with a label's value. */
const labelled = async ({ scope, snapshot }: Search, resource: typeof PODS | typeof SLICES, [key, value]: readonly [string, string]): Promise<readonly JsonObject[]> => {
  const { reader, index, pause } = scope.shared;
  const moment = await index.at(snapshot, { resource, attribute: { by: 'label', key }, pause });
  return [...moment.withTerm(value, { namespace: scope.info.namespace })].map((entry) => reader.object(entry));
};

/**
 * Where the port leads: by the service's EndpointSlices, else its Endpoints, else, when neither has been written, by its selector.
 */
const backendsOf = async (search: Search): Promise<readonly Backend[]> => {
  const { scope, snapshot, service, portName } = search;
  const { namespace } = scope.info;
  const name = stringAt(service, 'metadata', 'name');
  const slices = await labelled(search, SLICES, [SERVICE_NAME, name]);
  if (slices.length > 0) return slices.flatMap((slice) => sliceBackends(slice, portName));
  const endpoints = snapshot.get(ENDPOINTS, namespace, name);
  if (endpoints !== undefined) return endpointsBackends(scope.shared.reader.object(endpoints), portName);
  const [first] = stringEntriesAt(service, 'spec', 'selector');
  if (first === undefined) return [];
  return (await labelled(search, PODS, first)).flatMap((pod) => podBackends(service, portName, pod));
};

/** Through its node when it is a pod's, and still that pod's; else from here. */
const targetOf = ({ scope, snapshot }: Search, { address, port, pod }: Backend, secure: boolean): ProxyTarget | undefined => {
  const { reader, deps } = scope.shared;
  const entry = pod === '' ? undefined : snapshot.get(PODS, scope.info.namespace, pod);
  if (entry !== undefined) {
    const object = reader.object(entry);
    return stringAt(object, 'status', 'podIP') === address ? podTarget(scope, object, { port, secure }) : undefined;
  }
  if (pod !== '' || addressProblem(address) !== undefined) return undefined;
  return { secure, host: `${address}:${port}`, connect: () => deps.dialer.dial(address, port) };
};

/** The list, beginning at a place that changes with the time: requests are spread. */
const rotated = <T>(list: readonly T[], by: number): readonly T[] => {
  const start = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
};

/** Every verb of services/x/proxy. Throws 503 when nothing is behind the port. */
export const proxyService = async (scope: Scope): Promise<ApiResponse> => {
  const asked = parseProxyName(scope.info.name) ?? refuse(badRequest(`invalid service request "${scope.info.name}"`));
  const service = scope.shared.reader.object(await requireEntry(named(scope, asked.name)));
  const search: Search = { scope, service, snapshot: await snapshotFor(scope, '0'), portName: portNameOf(service, asked) };
  for (const backend of rotated(await backendsOf(search), scope.shared.deps.clock.now())) {
    const target = targetOf(search, backend, asked.secure);
    if (target !== undefined) return proxyRequest(scope, target);
  }
  return refuse({ reason: 'ServiceUnavailable', message: `no endpoints available for service "${scope.info.name}"` });
};
