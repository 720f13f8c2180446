import type { Json, JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { isJsonArray } from '../../../json-path.ts';
import { withAbsent, withField } from '../../../schema/json-building.ts';

const CLIENT_IP_TIMEOUT_SECONDS = 10_800;

const hasTimeout = (config: Json | undefined): boolean =>
  isJsonObject(config) && isJsonObject(config['clientIP']) && config['clientIP']['timeoutSeconds'] !== undefined;

const withAffinity = (spec: JsonObject): JsonObject => {
  if (spec['sessionAffinity'] === 'None') return spec['sessionAffinityConfig'] === undefined ? spec : { ...spec, sessionAffinityConfig: undefined };
  if (spec['sessionAffinity'] !== 'ClientIP' || hasTimeout(spec['sessionAffinityConfig'])) return spec;
  return { ...spec, sessionAffinityConfig: { clientIP: { timeoutSeconds: CLIENT_IP_TIMEOUT_SECONDS } } };
};

/** Upstream's traffic policies and load balancer defaults, by the service's type. */
const byType = (spec: JsonObject): JsonObject => {
  const { type } = spec;
  const isExternal = type === 'NodePort' || type === 'LoadBalancer' || (type === 'ClusterIP' && isJsonArray(spec['externalIPs']) && spec['externalIPs'].length > 0);
  return withAbsent(spec, {
    ...(isExternal && { externalTrafficPolicy: 'Cluster' }),
    ...(type !== 'ExternalName' && { internalTrafficPolicy: 'Cluster' }),
    ...(type === 'LoadBalancer' && { allocateLoadBalancerNodePorts: true }),
  });
};

const withIpMode = (status: JsonObject): JsonObject => {
  const balancer = status['loadBalancer'];
  if (!isJsonObject(balancer) || !isJsonArray(balancer['ingress'])) return status;
  const ingress = balancer['ingress'].map((item) => (isJsonObject(item) && item['ip'] !== undefined ? withAbsent(item, { ipMode: 'VIP' }) : item));
  return { ...status, loadBalancer: { ...balancer, ingress } };
};

/** Upstream's SetDefaults of a Service; addresses and node ports are given later. */
export const defaultService = (service: JsonObject): JsonObject => {
  const given = isJsonObject(service['spec']) ? service['spec'] : {};
  const spec = byType(withAffinity(withAbsent(given, { sessionAffinity: 'None', type: 'ClusterIP' })));
  const filled = withField(service, 'spec', spec);
  const isBalanced = spec['type'] === 'LoadBalancer' && isJsonObject(service['status']);
  return isBalanced && isJsonObject(service['status']) ? withField(filled, 'status', withIpMode(service['status'])) : filled;
};

/** `targetPort` follows `port`. */
export const defaultServicePort = (port: JsonObject): JsonObject => {
  const target = port['targetPort'];
  return target === undefined || target === 0 || target === '' ? withField(port, 'targetPort', port['port']) : port;
};
