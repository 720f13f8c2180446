import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import type { Service } from '../../../events/resources/core/service/schema.ts';
import type { Endpoint } from '../../../events/resources/discovery/endpoint-slice/schema.ts';
import type { AddressType } from '../service-endpoints/pod-endpoint.ts';
import { addressesOf, hostnameFor, nodeNameOf } from '../service-endpoints/pod-endpoint.ts';
import { isReady } from '../workload/pod-state.ts';

/** Where the pod is. */
export interface Place {
  readonly addressType: AddressType;
  /** Zone of its node, if known. */
  readonly zone: string | undefined;
}

/** The pod as the service's slices show it. Terminating pods are never ready, unless readiness is not asked for. */
export const podToEndpoint = (pod: Pod, service: Service, { addressType, zone }: Place): Endpoint => {
  const { metadata: { namespace, name, uid, deletionTimestamp } } = pod;
  const serving = isReady(pod);
  const terminating = deletionTimestamp !== undefined;
  return {
    addresses: [...addressesOf(pod, addressType)],
    conditions: { ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating), serving, terminating },
    ...hostnameFor(pod, service),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...nodeNameOf(pod),
    ...(zone !== undefined && zone !== '' && { zone }),
  };
};
