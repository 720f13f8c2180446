type Labels = Readonly<Record<string, string>>;

const OWN_KEYS: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname', 'kubernetes.io/arch', 'kubernetes.io/os',
  'beta.kubernetes.io/arch', 'beta.kubernetes.io/os', 'beta.kubernetes.io/instance-type', 'node.kubernetes.io/instance-type',
  'topology.kubernetes.io/zone', 'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/region',
]);
const OWN_NAMESPACES = ['kubelet.kubernetes.io', 'node.kubernetes.io'];
const RESERVED_NAMESPACES = ['kubernetes.io', 'k8s.io'];

const isIn = (namespace: string, spaces: readonly string[]): boolean =>
  spaces.some((space) => namespace === space || namespace.endsWith(`.${space}`));

/** Whether a node may set the label on itself; upstream's NodeRestriction asks the same of a kubelet. */
const isOwn = (key: string): boolean => {
  const slash = key.indexOf('/');
  const namespace = slash === -1 ? '' : key.slice(0, slash);
  return OWN_KEYS.has(key) || isIn(namespace, OWN_NAMESPACES) || !isIn(namespace, RESERVED_NAMESPACES);
};

/**
 * The labels of a report its node may set on itself, and the keys of those it may not: workloads are kept apart by
 * labels such as those under node-restriction.kubernetes.io, which a node must not be able to give itself.
 */
export const ownLabels = (reported: Labels): { readonly labels: Labels; readonly ignored: readonly string[] } => {
  return {
    labels: Object.fromEntries(Object.entries(reported).filter(([key]) => isOwn(key))),
    ignored: Object.keys(reported).filter((key) => !isOwn(key)),
  };
};
