import type { Container } from '../../events/resources/_types/container.ts';
import type { EnvFromSource, EnvVarSource, ResourceFieldSelector } from '../../events/resources/_types/env.ts';
import type { AssignedPod as Pod } from './desired-pod.ts';
import type { PodPlace } from './downward.ts';
import { fieldValue, resourceValue } from './downward.ts';
import { expand } from './expand.ts';
import { containersOf } from './desired-pod.ts';
import type { Sources } from './source-object.ts';
import { requireKey, requireSource } from './source-object.ts';

/** Where pods find the API server. */
export interface ApiService {
  readonly host: string;
  readonly port: number;
}

export interface EnvironmentInput {
  readonly pod: Pod;
  readonly container: Container;
  readonly place: PodPlace;
  readonly sources: Sources;
  readonly api: ApiService;
}

const apiVariables = ({ host, port }: ApiService): readonly (readonly [string, string])[] => [
  ['KUBERNETES_SERVICE_HOST', host],
  ['KUBERNETES_SERVICE_PORT', String(port)],
  ['KUBERNETES_SERVICE_PORT_HTTPS', String(port)],
  ['KUBERNETES_PORT', `tcp://${host}:${port}`],
  [`KUBERNETES_PORT_${port}_TCP`, `tcp://${host}:${port}`],
  [`KUBERNETES_PORT_${port}_TCP_PROTO`, 'tcp'],
  [`KUBERNETES_PORT_${port}_TCP_PORT`, String(port)],
  [`KUBERNETES_PORT_${port}_TCP_ADDR`, host],
];

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && new TextDecoder().decode(bytes);

const keyOf = ({ name = '', key }: { readonly name?: string | undefined; readonly key: string }, { pod }: EnvironmentInput): { readonly name: string; readonly key: string; readonly namespace: string } =>
  ({ name, key, namespace: pod.metadata.namespace ?? '' });

const resourceText = ({ pod, container, place }: EnvironmentInput, ref: ResourceFieldSelector): string => {
  const other = containersOf(pod).find(({ container: { name } }) => name === ref.containerName)?.container;
  return resourceValue(other ?? container, place, ref);
};

/** Undefined leaves the variable out: its optional source is missing. */
const valueFrom = (input: EnvironmentInput, { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef }: EnvVarSource): string | undefined => {
  const { pod, place, sources } = input;
  if (fieldRef !== undefined) return fieldValue(pod, place, fieldRef.fieldPath);
  if (resourceFieldRef !== undefined) return resourceText(input, resourceFieldRef);
  if (configMapKeyRef !== undefined) return text(requireKey(sources, { resource: 'configmaps', ...keyOf(configMapKeyRef, input) }, configMapKeyRef.optional));
  return secretKeyRef && text(requireKey(sources, { resource: 'secrets', ...keyOf(secretKeyRef, input) }, secretKeyRef.optional));
};

const addSource = (variables: Map<string, string>, { sources }: EnvironmentInput, { prefix = '', configMapRef, secretRef }: EnvFromSource): void => {
  const ref = configMapRef ?? secretRef;
  if (ref === undefined) return;
  const source = requireSource(sources, { resource: configMapRef === undefined ? 'secrets' : 'configmaps', name: ref.name ?? '' }, ref.optional);
  for (const [key, value] of source?.data ?? []) variables.set(`${prefix}${key}`, text(value) ?? '');
};

/** A container's environment: the API server's address, envFrom, then env with references expanded. Throws SourceError. */
export const environment = (input: EnvironmentInput): ReadonlyMap<string, string> => {
  const variables = new Map(apiVariables(input.api));
  for (const source of input.container.envFrom ?? []) addSource(variables, input, source);
  for (const { name, value, valueFrom: source } of input.container.env ?? []) {
    const found = source === undefined ? expand(value ?? '', variables) : valueFrom(input, source);
    if (found !== undefined) variables.set(name, found);
  }
  return variables;
};
