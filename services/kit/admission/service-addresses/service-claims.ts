import type { JsonObject } from '../../../../events/json.ts';
import { numberAt, objectAt, objectsAt, stringAt, stringsAt } from '../../../../events/json-path.ts';
import type { ObjectRef } from '../../../../events/object-ref.ts';
import { ipAddresses } from '../../../../events/resources/networking/ip-address/schema.ts';
import { nodePortClaims } from '../../../../events/resources/internal/node-port-claim/schema.ts';
import type { CreateObject, DeleteObject } from '../../command.ts';
import type { AdmissionPlugin, Change } from '../admission-plugin.ts';

/** Addresses a service holds; none for headless and external ones. */
export const addressesOf = (service: JsonObject | undefined): readonly string[] => {
  if (service === undefined || stringAt(service, 'spec', 'type') === 'ExternalName') return [];
  const several = stringsAt(service, 'spec', 'clusterIPs');
  const addresses = several.length > 0 ? several : [stringAt(service, 'spec', 'clusterIP')];
  return addresses.filter((address) => address !== '' && address !== 'None');
};

/** Node ports a service holds, that of its health check included; each once. */
export const nodePortsOf = (service: JsonObject | undefined): readonly number[] => {
  const ports = objectsAt(service, 'spec', 'ports').map((port) => numberAt(port, 'nodePort') ?? 0);
  return [...new Set([...ports, numberAt(service, 'spec', 'healthCheckNodePort') ?? 0])].filter((port) => port > 0);
};

export const addressRef = (address: string): ObjectRef => ({ ...ipAddresses, namespace: '', name: address });
export const nodePortRef = (port: number): ObjectRef => ({ ...nodePortClaims, namespace: '', name: String(port) });

const parentOf = ({ namespace, name }: ObjectRef): JsonObject => ({ group: '', resource: 'services', namespace, name });

const addressObject = (address: string, service: ObjectRef): JsonObject => ({
  metadata: { name: address, labels: { 'ipaddress.kubernetes.io/ip-family': address.includes(':') ? 'IPv6' : 'IPv4', 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' } },
  spec: { parentRef: parentOf(service) },
});

const create = (ref: ObjectRef, object: JsonObject, { namespace, name }: ObjectRef): CreateObject =>
  ({ verb: 'create', ref, object, reason: `claimed for service ${namespace}/${name}` });

/** Undefined when the claim is gone already, or another's. */
const release = (ref: ObjectRef, { ref: service, find }: Change): DeleteObject | undefined => {
  const parent = objectAt(find(ref, '', ref.name), 'spec', 'parentRef');
  if (parent['namespace'] !== service.namespace || parent['name'] !== service.name) return undefined;
  return { verb: 'delete', ref, reason: `released by service ${service.namespace}/${service.name}` };
};

const added = <T>(now: readonly T[], before: readonly T[]): readonly T[] => now.filter((item) => !before.includes(item));

/**
 * A service's addresses and node ports are objects of their own, created and deleted in one batch with what it says of
 * them: the log lets only one create through, so no two services ever hold the same.
 */
export const serviceClaims: AdmissionPlugin = {
  name: 'ServiceClaims',
  companions: (change) => {
    const { ref, before, after } = change;
    if (ref.group !== '' || ref.resource !== 'services') return [];
    const [addresses, held] = [addressesOf(after), addressesOf(before)];
    const [ports, heldPorts] = [nodePortsOf(after), nodePortsOf(before)];
    return [
      ...added(addresses, held).map((address) => create(addressRef(address), addressObject(address, ref), ref)),
      ...added(ports, heldPorts).map((port) => create(nodePortRef(port), { metadata: { name: String(port) }, spec: { parentRef: parentOf(ref) } }, ref)),
      ...[...added(held, addresses).map(addressRef), ...added(heldPorts, ports).map(nodePortRef)].map((claim) => release(claim, change)).filter((command) => command !== undefined),
    ];
  },
};
