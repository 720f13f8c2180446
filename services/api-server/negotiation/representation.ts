import type { Refusal } from '../../../events/errors.ts';
import type { AcceptClause } from './media-type.ts';
import { parseAccept } from './media-type.ts';

/** The shapes an endpoint can answer in, all as JSON or YAML. */
export interface Representation {
  readonly form: 'object' | 'table' | 'metadata';
  /** Of meta.k8s.io, for table and metadata. */
  readonly version: 'v1' | 'v1beta1';
  readonly encoding: 'json' | 'yaml';
}

export interface Offer {
  /** Whether the endpoint can convert to Table and PartialObjectMetadata. */
  readonly convertible: boolean;
  /** Streams have no YAML. */
  readonly stream?: boolean;
}

const PLAIN: Representation = { form: 'object', version: 'v1', encoding: 'json' };

const encodingOf = (name: string, stream: boolean): 'json' | 'yaml' | undefined => {
  if (name === 'application/json' || name === '*/*' || name === 'application/*') return 'json';
  return name === 'application/yaml' && !stream ? 'yaml' : undefined;
};

const formOf = (as: string): Representation['form'] | undefined => {
  if (as === 'Table') return 'table';
  return as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList' ? 'metadata' : undefined;
};

const ofClause = (clause: AcceptClause, offer: Offer): Representation | undefined => {
  const encoding = encodingOf(clause.name, offer.stream === true);
  if (encoding === undefined) return undefined;
  const { as, g, v } = clause.parameters;
  if (as === undefined) return { ...PLAIN, encoding };
  const form = offer.convertible && g === 'meta.k8s.io' ? formOf(as) : undefined;
  if (form === undefined || (v !== 'v1' && v !== 'v1beta1')) return undefined;
  return { form, version: v, encoding };
};

export const notAcceptable: Refusal = {
  reason: 'NotAcceptable',
  message: 'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
};

/** The best representation an Accept header allows; JSON when it is absent; undefined: 406. */
export const negotiate = (accept: string | undefined, offer: Offer): Representation | undefined => {
  const clauses = parseAccept(accept);
  if (clauses.length === 0) return PLAIN;
  for (const clause of clauses) {
    const representation = ofClause(clause, offer);
    if (representation !== undefined) return representation;
  }
  return undefined;
};
