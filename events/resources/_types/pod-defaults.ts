import type { Json, JsonObject } from '../../json.ts';
import { isJsonObject } from '../../json.ts';
import { isJsonArray } from '../../json-path.ts';
import { withAbsent, withField } from '../../schema/json-building.ts';

const edit = (object: JsonObject, field: string, change: (items: readonly Json[]) => readonly Json[]): JsonObject => {
  const items = object[field];
  return isJsonArray(items) && items.length > 0 ? withField(object, field, change(items)) : object;
};

const eachObject = (items: readonly Json[], change: (item: JsonObject) => JsonObject): readonly Json[] => {
  const changed = items.map((item) => (isJsonObject(item) ? change(item) : item));
  return changed.some((item, index) => item !== items[index]) ? changed : items;
};

const requestLimits = (container: JsonObject): JsonObject => {
  const { resources } = container;
  if (!isJsonObject(resources) || !isJsonObject(resources['limits'])) return container;
  const requests = isJsonObject(resources['requests']) ? resources['requests'] : {};
  const filled = withAbsent(requests, resources['limits']);
  return filled === requests ? container : { ...container, resources: { ...resources, requests: filled } };
};

const hostPort = (port: JsonObject): JsonObject =>
  port['hostPort'] === undefined || port['hostPort'] === 0 ? withField(port, 'hostPort', port['containerPort']) : port;

const hostPorts = (container: JsonObject): JsonObject => edit(container, 'ports', (ports) => eachObject(ports, hostPort));

/**
 * What holds for a Pod but not for a template: requests follow limits, service links are on, and on the host's
 * network a container's ports are host ports.
 */
export const defaultPod = (pod: JsonObject): JsonObject => {
  const spec = isJsonObject(pod['spec']) ? pod['spec'] : {};
  const onHost = spec['hostNetwork'] === true;
  const container = (item: JsonObject): JsonObject => (onHost ? hostPorts(requestLimits(item)) : requestLimits(item));
  const change = (items: readonly Json[]): readonly Json[] => eachObject(items, container);
  const filled = edit(edit(withAbsent(spec, { enableServiceLinks: true }), 'initContainers', change), 'containers', change);
  return withField(pod, 'spec', filled);
};

/** `serviceAccount` is an old name of `serviceAccountName`; both are written with the same value. */
export const defaultPodSpec = (spec: JsonObject): JsonObject => {
  const name = spec['serviceAccountName'] ?? spec['serviceAccount'];
  return name === undefined ? spec : withField(withField(spec, 'serviceAccountName', name), 'serviceAccount', name);
};

/** `podIP` is the first of `podIPs`. */
export const defaultPodStatus = (status: JsonObject): JsonObject => {
  const { podIP, podIPs } = status;
  if (isJsonArray(podIPs) && podIPs.length > 0) {
    const first = podIPs[0];
    return isJsonObject(first) ? withField(status, 'podIP', first['ip']) : status;
  }
  return podIP === undefined ? status : { ...status, podIPs: [{ ip: podIP }] };
};
