import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { valueAt } from '../../../json-path.ts';

const LABELS: readonly (readonly [path: readonly string[], type: string])[] = [
  [['spec', 'rules'], 'IngressRulesChanged'],
  [['spec', 'defaultBackend'], 'IngressRulesChanged'],
  [['spec', 'tls'], 'IngressCertificatesChanged'],
  [['spec', 'ingressClassName'], 'IngressClassChanged'],
  [['status', 'loadBalancer'], 'IngressAddressChanged'],
];

/** The label of an ingress's change. */
export const ingressEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined =>
  before && LABELS.find(([path]) => !jsonEqual(valueAt(before, ...path), valueAt(after, ...path)))?.[1];
