import type { Refusal } from '../../../../events/errors.ts';
import type { JsonObject } from '../../../../events/json.ts';
import { stringAt, stringsAt, withValueAt } from '../../../../events/json-path.ts';
import { invalidField } from '../../../../events/meta/field-rules.ts';
import { objectKey } from '../../../../events/object-ref.ts';
import { keepServiceFields } from '../../../../events/resources/core/service/strategy.ts';
import { serviceCidrs } from '../../../../events/resources/networking/service-cidr/schema.ts';
import { invalid } from '../../../../events/schema/field-error.ts';
import type { FieldError } from '../../../../events/schema/field-error.ts';
import type { AdmissionPlugin, AdmissionRequest, Denied } from '../admission-plugin.ts';
import type { AddressRange } from './address-range.ts';
import { chooseAddress, formatAddress, isInRange, parseAddress, parseRange, readRange } from './address-range.ts';
import { ipFamilyErrors, withIpFamilies } from './ip-families.ts';
import { healthCheckPortFault, lacksNodePort, nodePortErrors, seedOf, withNodePorts } from './node-ports.ts';
import { addressRef, addressesOf, nodePortRef } from './service-claims.ts';

export interface ServiceAddressOptions {
  /** `10.96.0.0/16`: where addresses come from until a ServiceCIDR says so. */
  readonly serviceCidr: string;
}

interface NamedRange extends AddressRange {
  readonly cidr: string;
}

const concerns = ({ operation, ref, subresource }: AdmissionRequest): boolean =>
  operation !== 'DELETE' && subresource === undefined && ref.group === '' && ref.resource === 'services';

const isExternal = (service: JsonObject): boolean => stringAt(service, 'spec', 'type') === 'ExternalName';
const isHeadless = (service: JsonObject): boolean => stringAt(service, 'spec', 'clusterIP') === 'None';

const isAddressTaken = ({ find }: AdmissionRequest) => (address: number): boolean => {
  const { name, ...resource } = addressRef(formatAddress(address));
  return find(resource, '', name) !== undefined;
};

const isPortTaken = ({ find }: AdmissionRequest) => (port: number): boolean => {
  const { name, ...resource } = nodePortRef(port);
  return find(resource, '', name) !== undefined;
};

/** `clusterIP` and `clusterIPs` say the same. */
const normalized = (service: JsonObject): JsonObject => {
  const [single, several] = [stringAt(service, 'spec', 'clusterIP'), stringsAt(service, 'spec', 'clusterIPs')];
  if (single !== '' && several.length === 0) return withValueAt(service, ['spec', 'clusterIPs'], [single]);
  return single === '' && several[0] !== undefined ? withValueAt(service, ['spec', 'clusterIP'], several[0]) : service;
};

const keyOf = ({ ref }: AdmissionRequest): string => objectKey(ref.namespace, ref.name);

const withAddress = (service: JsonObject, request: AdmissionRequest, ranges: readonly NamedRange[]): JsonObject => {
  if (isHeadless(service) || addressesOf(service).length > 0) return service;
  for (const range of ranges) {
    const address = chooseAddress(range, isAddressTaken(request), seedOf(keyOf(request)));
    if (address !== undefined) return withValueAt(withValueAt(service, ['spec', 'clusterIP'], formatAddress(address)), ['spec', 'clusterIPs'], [formatAddress(address)]);
  }
  return service;
};

const addressErrors = (request: AdmissionRequest, ranges: readonly NamedRange[]): readonly FieldError[] => {
  const held = addressesOf(request.before);
  const addresses = addressesOf(request.object);
  return addresses.filter((address) => !held.includes(address)).flatMap((text) => {
    const refuse = (why: string): FieldError => invalidField('spec.clusterIPs', addresses, `failed to allocate IP ${text}: ${why}`);
    const address = parseAddress(text);
    if (address === undefined || !ranges.some((range) => isInRange(range, address))) {
      return [refuse(`the provided IP (${text}) is not in the valid range. The range of valid IPs is ${ranges.map(({ cidr }) => cidr).join(', ')}`)];
    }
    return isAddressTaken(request)(address) ? [refuse('provided IP is already allocated')] : [];
  });
};

const internal = (why: string): Refusal => ({ reason: 'InternalError', message: `Internal error occurred: ${why}` });

const fault = (request: AdmissionRequest): string | undefined => {
  const { object, before } = request;
  if (!isExternal(object) && !isHeadless(object) && addressesOf(object).length === 0) return 'failed to allocate a serviceIP: range is full';
  if (lacksNodePort(object)) return 'failed to allocate a nodePort: range is full';
  return healthCheckPortFault(object, before, isPortTaken(request));
};

/**
 * Gives each Service its IP families, its ClusterIP out of the service ranges, and its node ports; what is given is
 * claimed in the same batch (service-claims.ts), so that a lost race for it is decided again with another.
 */
export const createServiceAddressesPlugin = ({ serviceCidr }: ServiceAddressOptions): AdmissionPlugin => {
  const first: NamedRange = { cidr: serviceCidr, ...parseRange(serviceCidr) };
  const rangesOf = ({ list }: AdmissionRequest): readonly NamedRange[] => {
    const open = list(serviceCidrs).filter((object) => stringAt(object, 'metadata', 'deletionTimestamp') === '');
    const cidrs = open.flatMap((object) => stringsAt(object, 'spec', 'cidrs')).filter((cidr) => cidr !== serviceCidr).sort();
    return [first, ...cidrs.flatMap((cidr) => {
      const range = readRange(cidr);
      return range === undefined ? [] : [{ cidr, ...range }];
    })];
  };
  return {
    name: 'ServiceAddresses',
    mutate: (request) => {
      if (!concerns(request) || isExternal(request.object)) return request.object;
      const { before } = request;
      const kept = normalized(before === undefined ? request.object : keepServiceFields(request.object, before));
      const addressed = withAddress(withIpFamilies(kept, before), request, rangesOf(request));
      const given = withNodePorts(addressed, { key: keyOf(request), isTaken: isPortTaken(request) });
      return given === kept && kept === request.object ? request.object : given;
    },
    validate: (request): Denied | undefined => {
      if (!concerns(request)) return undefined;
      const { object, before, displayName } = request;
      const families = isExternal(object) ? [] : ipFamilyErrors(object);
      const errors = families.length > 0 ? families : [...addressErrors(request, rangesOf(request)), ...nodePortErrors(object, before, isPortTaken(request))];
      if (errors.length > 0) return { refusal: invalid({ group: '', kind: 'Service' }, displayName, errors), others: true };
      const why = fault(request);
      return why === undefined ? undefined : { refusal: internal(why), others: true };
    },
  };
};
