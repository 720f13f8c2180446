import type { JsonObject } from '../../events/json.ts';
import { stringAt, stringEntriesAt } from '../../events/json-path.ts';
import type { FetchRequest } from '../../events/node/messages.ts';
import type { Container } from '../../events/resources/_types/container.ts';
import { decodeBase64 } from '../../events/schema/base64.ts';
import { parseTime } from '../kit/timestamp.ts';
import type { AssignedPod } from './desired-pod.ts';

type SourceResource = FetchRequest['resource'];

export type SourceRef = Pick<FetchRequest, 'resource' | 'name'>;

/** A ConfigMap's or Secret's contents by key; a token's under `token`. */
export interface SourceData {
  readonly data: ReadonlyMap<string, Uint8Array>;
  /** A ConfigMap's binaryData: for files, never for environments. */
  readonly binary: ReadonlyMap<string, Uint8Array>;
  /** When a token ends. */
  readonly expiresAtMs?: number;
}

/** Fetched objects by `sourceKey`; undefined for one that does not exist. */
export type Sources = ReadonlyMap<string, SourceData | undefined>;

/** What a pod refers to is missing; the message is upstream's. Tried again later. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}

export const sourceKey = ({ resource, name }: SourceRef): string => `${resource}/${name}`;

const tokenData = (object: JsonObject): SourceData => {
  const expiresAtMs = parseTime(stringAt(object, 'expirationTimestamp'));
  return { data: new Map([['token', new TextEncoder().encode(stringAt(object, 'token'))]]), binary: new Map(), ...(expiresAtMs !== undefined && { expiresAtMs }) };
};

/** Reads the object the API server answered a fetch with. */
export const sourceData = (resource: SourceResource, object: JsonObject): SourceData => {
  const encoder = new TextEncoder();
  const decoded = (field: string): ReadonlyMap<string, Uint8Array> => new Map(stringEntriesAt(object, field).map(([key, value]) => [key, decodeBase64(value)]));
  if (resource === 'tokens') return tokenData(object);
  if (resource === 'secrets') return { data: decoded('data'), binary: new Map() };
  return { data: new Map(stringEntriesAt(object, 'data').map(([key, value]) => [key, encoder.encode(value)])), binary: decoded('binaryData') };
};

type Named = { readonly name?: string | undefined } | undefined;

const refTo = (resource: SourceResource, source: Named): readonly SourceRef[] =>
  source?.name === undefined || source.name === '' ? [] : [{ resource, name: source.name }];

const secretVolume = (secret: { readonly secretName?: string | undefined } | undefined): Named => secret && { name: secret.secretName };

/** Objects a container's environment refers to. */
export const environmentRefs = ({ envFrom = [], env = [] }: Container): readonly SourceRef[] => [
  ...envFrom.flatMap(({ configMapRef, secretRef }) => [...refTo('configmaps', configMapRef), ...refTo('secrets', secretRef)]),
  ...env.flatMap(({ valueFrom }) => [...refTo('configmaps', valueFrom?.configMapKeyRef), ...refTo('secrets', valueFrom?.secretKeyRef)]),
];

export const tokenRef = (volume: string, path: string): SourceRef => ({ resource: 'tokens', name: `${volume}/${path}` });

/** Objects a pod's volumes refer to. */
export const volumeRefs = ({ spec }: AssignedPod): readonly SourceRef[] =>
  (spec?.volumes ?? []).flatMap(({ name, configMap, secret, projected }) => [
    ...refTo('configmaps', configMap),
    ...refTo('secrets', secretVolume(secret)),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...refTo('configmaps', source.configMap),
      ...refTo('secrets', source.secret),
      ...(source.serviceAccountToken === undefined ? [] : [tokenRef(name, source.serviceAccountToken.path)]),
    ]),
  ]);

const KINDS: Readonly<Record<SourceResource, { readonly lower: string; readonly upper: string }>> = {
  configmaps: { lower: 'configmap', upper: 'ConfigMap' },
  secrets: { lower: 'secret', upper: 'Secret' },
  tokens: { lower: 'token', upper: 'Token' },
};

/** The contents, or undefined when it is missing and optional; throws SourceError when it is needed. */
export const requireSource = (sources: Sources, ref: SourceRef, optional: boolean | undefined): SourceData | undefined => {
  const data = sources.get(sourceKey(ref));
  if (data === undefined && optional !== true) throw new SourceError(`${KINDS[ref.resource].lower} "${ref.name}" not found`);
  return data;
};

/** One key's contents as a variable's value, by the same rule. */
export const requireKey = (sources: Sources, ref: SourceRef & { readonly key: string; readonly namespace: string }, optional: boolean | undefined): Uint8Array | undefined => {
  const value = requireSource(sources, ref, optional)?.data.get(ref.key);
  if (value === undefined && optional !== true) throw new SourceError(`couldn't find key ${ref.key} in ${KINDS[ref.resource].upper} ${ref.namespace}/${ref.name}`);
  return value;
};
