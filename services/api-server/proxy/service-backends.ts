import type { JsonObject } from '../../../events/json.ts';
import { listAt, numberAt, objectAt, objectsAt, stringAt, stringEntriesAt, valueAt } from '../../../events/json-path.ts';

/** One address a service's port leads to. */
export interface Backend {
  readonly address: string;
  readonly port: number;
  /** '' when the address is no pod's. */
  readonly pod: string;
}

const podOf = (target: JsonObject): string => (stringAt(target, 'kind') === 'Pod' ? stringAt(target, 'name') : '');

/** The port of that name among an object's `ports`; an absent name is ''. */
const portNamed = (object: JsonObject, name: string): number | undefined => {
  const found = objectsAt(object, 'ports').find((port) => stringAt(port, 'name') === name);
  return found && numberAt(found, 'port');
};

/** Of an EndpointSlice. An endpoint that does not say whether it is ready is. */
export const sliceBackends = (slice: JsonObject, portName: string): readonly Backend[] => {
  const port = portNamed(slice, portName);
  if (port === undefined) return [];
  return objectsAt(slice, 'endpoints').flatMap((endpoint): Backend[] => {
    const [address] = listAt(endpoint, 'addresses');
    const isReady = valueAt(endpoint, 'conditions', 'ready') !== false;
    return typeof address === 'string' && isReady ? [{ address, port, pod: podOf(objectAt(endpoint, 'targetRef')) }] : [];
  });
};

/** Of an Endpoints object. */
export const endpointsBackends = (endpoints: JsonObject, portName: string): readonly Backend[] =>
  objectsAt(endpoints, 'subsets').flatMap((subset) => {
    const port = portNamed(subset, portName);
    return port === undefined ? [] : objectsAt(subset, 'addresses').map((address) => ({ address: stringAt(address, 'ip'), port, pod: podOf(objectAt(address, 'targetRef')) }));
  });

const isReady = (pod: JsonObject): boolean =>
  valueAt(pod, 'metadata', 'deletionTimestamp') === undefined && objectsAt(pod, 'status', 'conditions').some((one) => stringAt(one, 'type') === 'Ready' && stringAt(one, 'status') === 'True');

/** The port of a pod that a service's target port means; undefined when no container declares one of that name. */
const targetPort = (pod: JsonObject, servicePort: JsonObject): number | undefined => {
  const target = valueAt(servicePort, 'targetPort') ?? numberAt(servicePort, 'port');
  if (typeof target === 'number') return target;
  const declared = objectsAt(pod, 'spec', 'containers').flatMap((container) => [...objectsAt(container, 'ports')]);
  const found = declared.find((port) => stringAt(port, 'name') === target);
  return found && numberAt(found, 'containerPort');
};

/** Whether the service's selector, which is not empty, takes the pod. */
const isSelected = (service: JsonObject, pod: JsonObject): boolean => {
  const wanted = stringEntriesAt(service, 'spec', 'selector');
  return wanted.length > 0 && wanted.every(([key, value]) => valueAt(pod, 'metadata', 'labels', key) === value);
};

/** Of a pod the service selects, as long as nobody has written down where the service leads. */
export const podBackends = (service: JsonObject, portName: string, pod: JsonObject): readonly Backend[] => {
  const servicePort = objectsAt(service, 'spec', 'ports').find((port) => stringAt(port, 'name') === portName);
  const address = stringAt(pod, 'status', 'podIP');
  if (servicePort === undefined || address === '' || !isSelected(service, pod) || !isReady(pod)) return [];
  const port = targetPort(pod, servicePort);
  return port === undefined ? [] : [{ address, port, pod: stringAt(pod, 'metadata', 'name') }];
};
