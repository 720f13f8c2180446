import type { Json } from '../../events/json.ts';
import { isJsonArray } from '../../events/json-path.ts';
import { isJsonObject } from '../../events/json.ts';

/**
 * What of a pod's spec the agent builds: a shape that names every supported field. `true` takes any value, a list of
 * values only those, an object looks inside (through lists too). Whatever is not named here is not built: a pod that
 * sets it is never run.
 */
type Shape = true | readonly (string | boolean | number)[] | { readonly [field: string]: Shape };

const KEYED: Shape = { name: true, items: true, defaultMode: true, optional: true };
const DOWNWARD: Shape = { items: true, defaultMode: true };
const ACTION: Shape = { exec: true, httpGet: true, tcpSocket: true };
const PROBE: Shape = {
  exec: true, httpGet: true, tcpSocket: true, initialDelaySeconds: true, timeoutSeconds: true, periodSeconds: true, successThreshold: true,
  failureThreshold: true, terminationGracePeriodSeconds: true,
};
const SECCOMP: Shape = { type: ['RuntimeDefault', 'Unconfined'] };

const CONTAINER = {
  name: true, image: true, command: true, args: true, workingDir: true, ports: true, imagePullPolicy: true, stdin: true, stdinOnce: true, tty: true,
  terminationMessagePath: true, terminationMessagePolicy: true, resizePolicy: true,
  env: { name: true, value: true, valueFrom: { fieldRef: true, resourceFieldRef: true, configMapKeyRef: true, secretKeyRef: true } },
  envFrom: { prefix: true, configMapRef: true, secretRef: true },
  resources: { limits: { cpu: true, memory: true }, requests: { cpu: true, memory: true, 'ephemeral-storage': true } },
  volumeMounts: { name: true, mountPath: true, readOnly: true, subPath: true, subPathExpr: true, mountPropagation: ['None'], recursiveReadOnly: ['Disabled'] },
  livenessProbe: PROBE, readinessProbe: PROBE, startupProbe: PROBE,
  lifecycle: { preStop: { ...ACTION, sleep: true } },
  securityContext: {
    capabilities: true, privileged: true, runAsUser: true, runAsGroup: true, runAsNonRoot: true, readOnlyRootFilesystem: true, allowPrivilegeEscalation: true,
    procMount: ['Default'], seccompProfile: SECCOMP,
  },
} as const satisfies Shape;

const INIT_CONTAINER: Shape = { ...CONTAINER, restartPolicy: ['Always'] };

const EPHEMERAL_CONTAINER: Shape = { ...CONTAINER, targetContainerName: true };

const VOLUME: Shape = {
  name: true,
  emptyDir: { medium: ['', 'Memory'] },
  hostPath: true,
  configMap: KEYED,
  secret: { secretName: true, items: true, defaultMode: true, optional: true },
  downwardAPI: DOWNWARD,
  projected: { defaultMode: true, sources: { configMap: KEYED, secret: KEYED, downwardAPI: DOWNWARD, serviceAccountToken: true } },
};

const POD: Shape = {
  containers: CONTAINER, initContainers: INIT_CONTAINER, ephemeralContainers: EPHEMERAL_CONTAINER, volumes: VOLUME,
  restartPolicy: true, terminationGracePeriodSeconds: true, activeDeadlineSeconds: true, dnsPolicy: true, dnsConfig: true, hostAliases: true,
  hostname: true, subdomain: true, hostNetwork: true, hostPID: true, hostIPC: true, shareProcessNamespace: true,
  securityContext: { runAsUser: true, runAsGroup: true, runAsNonRoot: true, fsGroup: true, fsGroupChangePolicy: true, supplementalGroups: true, sysctls: true, seccompProfile: SECCOMP },
  serviceAccountName: true, serviceAccount: true, automountServiceAccountToken: true, enableServiceLinks: true,
  nodeName: true, nodeSelector: true, affinity: true, schedulerName: true, tolerations: true, topologySpreadConstraints: true, schedulingGates: true,
  priority: true, priorityClassName: true, preemptionPolicy: true, readinessGates: true,
  os: { name: ['linux'] }, hostUsers: [true], setHostnameAsFQDN: [false],
};

const isValues = (shape: Shape): shape is readonly (string | boolean | number)[] => Array.isArray(shape);

const search = (value: Json | undefined, shape: Shape, path: string): string | undefined => {
  if (value === undefined || value === null || shape === true) return undefined;
  if (isJsonArray(value)) return searchList(value, shape, path);
  if (isValues(shape)) return typeof value === 'object' || !shape.includes(value) ? `${path}=${JSON.stringify(value)}` : undefined;
  return isJsonObject(value) ? searchFields(value, shape, path) : path;
};

const searchList = (list: readonly Json[], shape: Shape, path: string): string | undefined => {
  for (const [index, item] of list.entries()) {
    const found = search(item, shape, `${path}[${index}]`);
    if (found !== undefined) return found;
  }
  return undefined;
};

const searchFields = (object: { readonly [key: string]: Json | undefined }, shape: { readonly [field: string]: Shape }, path: string): string | undefined => {
  for (const [field, value] of Object.entries(object)) {
    const inner = Object.hasOwn(shape, field) ? shape[field] : undefined;
    if (inner === undefined && value !== undefined && value !== null && !isEmptyList(value)) return `${path}.${field}`;
    const found = inner === undefined ? undefined : search(value, inner, `${path}.${field}`);
    if (found !== undefined) return found;
  }
  return undefined;
};

const isEmptyList = (value: Json): boolean => isJsonArray(value) && value.length === 0;

/** The first field of the pod's spec that is not built yet, e.g. `spec.containers[0].lifecycle.postStart`; undefined when all are. */
export const unsupportedField = (spec: Json | undefined): string | undefined => search(spec, POD, 'spec');
