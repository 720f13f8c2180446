import type { z } from 'zod';
import type { JsonObject } from '../json.ts';
import type { FieldError } from './field-error.ts';

/** One column of the server-rendered Table. `cell` is pure; ages are computed from `nowMs`. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format?: 'name';
  readonly description: string;
  /** 0 shows always, 1 only with `-o wide`. */
  readonly priority?: 0 | 1;
  readonly cell: (object: JsonObject, nowMs: number) => string | number | boolean | null;
}

/** What the generic decider asks a kind about. Every member is optional; absent means the ordinary behaviour. */
export interface Strategy {
  /** Fields outside `status` and `metadata` whose change bumps `metadata.generation`; absent: the kind has no generation. */
  readonly generation?: readonly string[];
  /** Last touches on a create, after defaults: clear status, set the phase. */
  readonly prepareCreate?: (object: JsonObject) => JsonObject;
  /** Last touches on an update of the main resource. `status` is already kept from `before` when there is a status subresource. */
  readonly prepareUpdate?: (object: JsonObject, before: JsonObject) => JsonObject;
  /** Last touches on an update of the status; everything but status, labels, annotations and finalizers is already kept from `before`. */
  readonly prepareStatusUpdate?: (object: JsonObject, before: JsonObject) => JsonObject;
  /** Default grace of a delete, seconds; 0 or absent: gone at once unless finalizers hold it. */
  readonly deleteGraceSeconds?: (object: JsonObject) => number;
  /** Whether an update without `metadata.resourceVersion` is allowed. Default true. */
  readonly unconditionalUpdate?: boolean;
}

/** Read and write a kind's replica count, for the `scale` subresource. Paths are dotted. */
export interface ScaleFacts {
  readonly specReplicas: string;
  readonly statusReplicas: string;
  /** A LabelSelector, or a plain map for ReplicationController. */
  readonly selector: string;
}

/** How a served version other than the stored one becomes the stored form and comes back; a round trip loses nothing. */
export interface StoredAs {
  /** The version that is stored; it decides the strategy and the semantic event types. */
  readonly definition: KindDefinition;
  /** From this version, its defaults filled in. Pure; `kind` and `apiVersion` are the caller's business. */
  readonly toStored: (object: JsonObject) => JsonObject;
  /** From the stored normal form. Pure. */
  readonly fromStored: (object: JsonObject) => JsonObject;
  /** The stored version's names of selectable fields this version calls otherwise. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** Which names a kind takes. */
export type NameRule = 'dns-subdomain' | 'dns-label' | 'dns-1035-label' | 'path-segment';

/** Everything the system knows about a kind: one folder under events/resources/, one line in registry.ts. */
export interface KindDefinition {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural, lower case. */
  readonly resource: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Default: `dns-subdomain`. */
  readonly nameRule?: NameRule;
  /** The whole object, with wire numbers, list types, defaults and formats as metadata (see fields.ts). */
  readonly schema: z.ZodType;
  readonly hasStatus: boolean;
  readonly scale?: ScaleFacts;
  /** Beyond status and scale, e.g. `['binding', 'log', 'exec']`; for discovery. */
  readonly subresources?: readonly string[];
  readonly columns: readonly Column[];
  /** Field selectors beyond metadata.name and metadata.namespace. Values as strings, `''` when absent. */
  readonly selectable: Readonly<Record<string, (object: JsonObject) => string>>;
  readonly strategy: Strategy;
  /** Rules beyond types; upstream's messages. ObjectMeta is checked for every kind by the caller. */
  readonly validate?: (object: JsonObject) => readonly FieldError[];
  readonly validateUpdate?: (object: JsonObject, before: JsonObject) => readonly FieldError[];
  readonly validateStatus?: (object: JsonObject, before: JsonObject) => readonly FieldError[];
  /** The label of a change that matters (`PodBound`); undefined falls back to `<Kind>Created|Updated|Deleted`. */
  readonly eventType?: (before: JsonObject | undefined, after: JsonObject) => string | undefined;
  /** Stored encrypted (Secret). */
  readonly sealed?: boolean;
  /**
   * Set for a version that is served but not stored. `columns`, `selectable`, `validate` and its kin are then given the
   * stored form; absent rules are the stored version's.
   */
  readonly storedAs?: StoredAs;
}
