/** Where upstream's groups stand in discovery; the highest comes first, and of equals the first by name. */
const PRIORITIES: Readonly<Record<string, number>> = {
  '': 18_000,
  'apiregistration.k8s.io': 17_900,
  apps: 17_800,
  'events.k8s.io': 17_750,
  'authentication.k8s.io': 17_700,
  'authorization.k8s.io': 17_600,
  autoscaling: 17_500,
  batch: 17_400,
  'certificates.k8s.io': 17_300,
  'networking.k8s.io': 17_200,
  policy: 17_100,
  'rbac.authorization.k8s.io': 17_000,
  'storage.k8s.io': 16_800,
  'admissionregistration.k8s.io': 16_700,
  'apiextensions.k8s.io': 16_700,
  'scheduling.k8s.io': 16_600,
  'coordination.k8s.io': 16_500,
  'node.k8s.io': 16_300,
  'discovery.k8s.io': 16_200,
  'flowcontrol.apiserver.k8s.io': 16_100,
  'resource.k8s.io': 15_900,
};

/** Of groups that are no part of upstream, such as those of custom resources. */
const OTHERS = 1_000;

const priorityOf = (group: string): number => (Object.hasOwn(PRIORITIES, group) ? PRIORITIES[group] : undefined) ?? OTHERS;

/** Orders groups as discovery lists them. */
export const compareGroups = (left: string, right: string): number => {
  const difference = priorityOf(right) - priorityOf(left);
  if (difference !== 0) return difference;
  return left < right ? -1 : Number(left > right);
};
