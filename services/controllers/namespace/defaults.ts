import type { ConfigMap } from '../../../events/resources/core/config-map/schema.ts';
import { configMaps } from '../../../events/resources/core/config-map/schema.ts';
import type { ServiceAccount } from '../../../events/resources/core/service-account/schema.ts';
import { serviceAccounts } from '../../../events/resources/core/service-account/schema.ts';
import type { Command } from '../../kit/command.ts';
import type { Viewed } from '../../kit/reconciler.ts';

export const DEFAULT_SERVICE_ACCOUNT = 'default';
export const ROOT_CA_CONFIG_MAP = 'kube-root-ca.crt';
const CA_KEY = 'ca.crt';

const DESCRIPTION = 'kubernetes.io/description';
const CA_DESCRIPTION = 'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or '
  + 'kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** What every active namespace holds, as it is now. */
export interface DefaultContent {
  readonly serviceAccount: Viewed<ServiceAccount> | undefined;
  readonly rootCa: Viewed<ConfigMap> | undefined;
}

const serviceAccountBatch = (namespace: string): readonly Command[] => [{
  verb: 'create',
  ref: { ...serviceAccounts, namespace, name: DEFAULT_SERVICE_ACCOUNT },
  object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: DEFAULT_SERVICE_ACCOUNT, namespace } },
  reason: `every namespace has a service account ${DEFAULT_SERVICE_ACCOUNT}`,
}];

const rootCaBatch = (namespace: string, current: Viewed<ConfigMap> | undefined, caPem: string): readonly Command[] => {
  const ref = { ...configMaps, namespace, name: ROOT_CA_CONFIG_MAP };
  const data = { [CA_KEY]: caPem };
  const metadata = { name: ROOT_CA_CONFIG_MAP, namespace, annotations: { [DESCRIPTION]: CA_DESCRIPTION } };
  if (current === undefined) return [{ verb: 'create', ref, object: { apiVersion: 'v1', kind: 'ConfigMap', metadata, data }, reason: 'every namespace holds the cluster\'s CA' }];
  const { metadata: before, ...rest } = current.object;
  const object = { ...rest, data, metadata: { ...before, annotations: { ...before.annotations, ...metadata.annotations } } };
  return [{ verb: 'update', ref, object, expect: { sequence: current.entry.sequence }, reason: 'the CA in it was not the cluster\'s' }];
};

const holdsCa = ({ object: { data } }: Viewed<ConfigMap>, caPem: string): boolean =>
  data !== undefined && data[CA_KEY] === caPem && Object.keys(data).length === 1;

/** Makes what is missing and corrects what was changed; nothing when all is well. */
export const defaultContentBatches = (namespace: string, { serviceAccount, rootCa }: DefaultContent, caPem: string): readonly (readonly Command[])[] => [
  ...(serviceAccount === undefined ? [serviceAccountBatch(namespace)] : []),
  ...(rootCa === undefined || !holdsCa(rootCa, caPem) ? [rootCaBatch(namespace, rootCa, caPem)] : []),
];
