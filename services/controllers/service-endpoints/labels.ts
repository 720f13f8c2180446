import type { Service } from '../../../events/resources/core/service/schema.ts';
import { isHeadless } from './pod-endpoint.ts';

export const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';
export const MANAGED_BY_LABEL = 'endpointslice.kubernetes.io/managed-by';
export const SKIP_MIRROR_LABEL = 'endpointslice.kubernetes.io/skip-mirror';
export const HEADLESS_LABEL = 'service.kubernetes.io/headless';

/** The service's labels but for those with a meaning of their own, and whether it is headless. */
export const labelsFromService = (service: Service, reserved: readonly string[]): Readonly<Record<string, string>> => {
  const kept = Object.entries(service.metadata.labels ?? {}).filter(([key]) => key !== HEADLESS_LABEL && !reserved.includes(key));
  return { ...Object.fromEntries(kept), ...(isHeadless(service) && { [HEADLESS_LABEL]: '' }) };
};
