import type { JsonObject } from '../../../../events/json.ts';
import { isJsonObject } from '../../../../events/json.ts';
import { listAt, stringAt, valueAt, withValueAt } from '../../../../events/json-path.ts';
import { fingerprint } from '../../../../events/node/fingerprint.ts';
import { objectKey } from '../../../../events/object-ref.ts';
import { invalid } from '../../../../events/schema/field-error.ts';
import type { Entry, Snapshot } from '../../../../projections/cluster-state/cluster-state.ts';
import type { AdmissionPlugin, AdmissionRequest, Denied } from '../admission-plugin.ts';
import type { AddressRange } from './address-range.ts';
import { chooseAddress, formatAddress, isInRange, parseAddress, parseRange } from './address-range.ts';

export interface ClusterIpOptions {
  /** The state a write is decided on. */
  readonly snapshot: () => Snapshot;
  /** `10.96.0.0/16`. */
  readonly serviceCidr: string;
}

const SERVICES = { group: '', resource: 'services' } as const;
const NONE = 'None';

const concerns = ({ operation, ref, subresource, object }: AdmissionRequest): boolean =>
  operation !== 'DELETE' && subresource === undefined && ref.group === '' && ref.resource === 'services' && stringAt(object, 'spec', 'type') !== 'ExternalName';

/** Remembers each stored Service's address while its version lives. */
const createAddressReader = (): ((entry: Entry) => number | undefined) => {
  const known = new WeakMap<Entry, { readonly address: number | undefined }>();
  return (entry) => {
    const found = known.get(entry);
    if (found !== undefined) return found.address;
    const value: unknown = entry.quarantined === undefined ? JSON.parse(new TextDecoder().decode(entry.body)) : undefined;
    const address = isJsonObject(value) ? parseAddress(stringAt(value, 'spec', 'clusterIP')) : undefined;
    known.set(entry, { address });
    return address;
  };
};

const withAddress = (service: JsonObject, address: string): JsonObject => {
  const given = withValueAt(withValueAt(service, ['spec', 'clusterIP'], address), ['spec', 'clusterIPs'], [address]);
  const single = valueAt(given, 'spec', 'ipFamilyPolicy') === undefined ? withValueAt(given, ['spec', 'ipFamilyPolicy'], 'SingleStack') : given;
  return listAt(single, 'spec', 'ipFamilies').length === 0 ? withValueAt(single, ['spec', 'ipFamilies'], ['IPv4']) : single;
};

const requestedAddress = (service: JsonObject): string => {
  const [first] = listAt(service, 'spec', 'clusterIPs');
  const single = stringAt(service, 'spec', 'clusterIP');
  return single === '' && typeof first === 'string' ? first : single;
};

const refusal = (request: AdmissionRequest, address: string, why: string): Denied => ({
  refusal: invalid({ group: '', kind: 'Service' }, request.displayName, [{ type: 'FieldValueInvalid', field: 'spec.clusterIPs', value: [address], detail: `failed to allocate IP ${address}: ${why}` }]),
});

/**
 * Gives each Service its ClusterIP out of the service range. What is taken is read from the same state the write is
 * decided on, and nothing fences the address itself yet: two creates in the same instant whose names hash to the same
 * place could both get it. IPAddress objects, created with the Service in one batch, will be that fence.
 */
export const createClusterIpPlugin = ({ snapshot, serviceCidr }: ClusterIpOptions): AdmissionPlugin => {
  const range: AddressRange = parseRange(serviceCidr);
  const addressOf = createAddressReader();
  const takenBut = (own: string): Set<number> => {
    const taken = new Set<number>();
    for (const entry of snapshot().list(SERVICES)) {
      const address = objectKey(entry.namespace, entry.name) === own ? undefined : addressOf(entry);
      if (address !== undefined) taken.add(address);
    }
    return taken;
  };
  return {
    name: 'ClusterIP',
    mutate: (request) => {
      if (!concerns(request)) return request.object;
      const wanted = requestedAddress(request.object);
      if (wanted !== '') return request.operation === 'CREATE' ? withAddress(request.object, wanted) : request.object;
      if (requestedAddress(request.before ?? {}) !== '') return request.object;
      const key = objectKey(request.ref.namespace, request.ref.name);
      const address = chooseAddress(range, takenBut(key), Number.parseInt(fingerprint(key).slice(0, 12), 16));
      return address === undefined ? request.object : withAddress(request.object, formatAddress(address));
    },
    validate: (request) => {
      if (!concerns(request)) return undefined;
      const text = requestedAddress(request.object);
      if (text === NONE || text === requestedAddress(request.before ?? {})) return undefined;
      const address = parseAddress(text);
      if (address === undefined) return refusal(request, text, text === '' ? 'range is full' : 'not an IPv4 address');
      if (!isInRange(range, address)) return refusal(request, text, `the provided IP (${text}) is not in the valid range. The range of valid IPs is ${serviceCidr}`);
      return takenBut(objectKey(request.ref.namespace, request.ref.name)).has(address) ? refusal(request, text, 'provided IP is already allocated') : undefined;
    },
  };
};
