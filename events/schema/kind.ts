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

/** Who asks. */
export interface Requester {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** What the generic decider asks a kind about. Every member is optional; absent means the ordinary behaviour. */
export interface Strategy {
  /** Fields outside `status` and `metadata` whose change bumps `metadata.generation`; absent: the kind has no generation. */
  readonly generation?: readonly string[];
  /** Last touches on a create, after defaults: clear status, set the phase. */
  readonly prepareCreate?: (object: JsonObject) => JsonObject;
  /** First touches on a client's create: what the object says of who asked for it. */
  readonly requestedBy?: (object: JsonObject, requester: Requester) => JsonObject;
  /** Last touches on an update of the main resource. `status` is already kept from `before` when there is a status subresource. */
  readonly prepareUpdate?: (object: JsonObject, before: JsonObject) => JsonObject;
  /** Last touches on an update of the status; everything but status, labels, annotations and finalizers is already kept from `before`. `now` in RFC 3339. */
  readonly prepareStatusUpdate?: (object: JsonObject, before: JsonObject, now: string) => JsonObject;
  /** Metadata that a status update leaves as it was, of `labels`, `annotations`, `finalizers`. */
  readonly statusResets?: readonly string[];
  /** Default grace of a delete, seconds; 0 or absent: gone at once unless finalizers hold it. */
  readonly deleteGraceSeconds?: (object: JsonObject) => number;
  /** What becomes of dependents when a deletion does not say; absent: they are deleted in the background. */
  readonly defaultPropagation?: 'Orphan';
  /** Told to whoever deletes an object and leaves the propagation to the default. */
  readonly unsaidPropagationWarning?: string;
  /** Whether an update without `metadata.resourceVersion` is allowed. Default true. */
  readonly unconditionalUpdate?: boolean;
  /** Whether an update of what does not exist creates it. Default false. */
  readonly createOnUpdate?: boolean;
  /** Whether a completed deletion answers the object that was instead of a Status. Default false. */
  readonly returnsDeleted?: boolean;
}

/** What can be asked of objects of a kind, as access rules and discovery name it. */
export type ResourceVerb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

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

/** A part of an object that is written through a subresource of its own; everything else of the object stays. Pure. */
export interface SubresourceUpdate {
  /** The stored object with the part taken from what was sent. */
  readonly merge: (sent: JsonObject, before: JsonObject, nowMs: number) => JsonObject;
  /** Rules for the result, beside those of its metadata. */
  readonly validate: (object: JsonObject, before: JsonObject) => readonly FieldError[];
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
  /** In alphabetical order. Default: all. */
  readonly verbs?: readonly ResourceVerb[];
  /** Default: `dns-subdomain`. */
  readonly nameRule?: NameRule;
  /** The whole object, with wire numbers, list types, defaults and formats as metadata (see fields.ts). */
  readonly schema: z.ZodType;
  readonly hasStatus: boolean;
  readonly scale?: ScaleFacts;
  /** Beyond status and scale, e.g. `['binding', 'log', 'exec']`; for discovery. */
  readonly subresources?: readonly string[];
  /** Made anew for each request, never stored; there is nothing to write. */
  readonly computed?: true;
  /** The warning that comes with every answer about a kind upstream advises against. */
  readonly deprecation?: string;
  /** Subresources that are read and written like the object itself, by name, e.g. `resize`. */
  readonly updates?: Readonly<Record<string, SubresourceUpdate>>;
  readonly columns: readonly Column[];
  /** Field selectors beyond metadata.name and metadata.namespace. Values as strings, `''` when absent. */
  readonly selectable: Readonly<Record<string, (object: JsonObject) => string>>;
  readonly strategy: Strategy;
  /** Rules beyond types; upstream's messages. ObjectMeta is checked for every kind by the caller. */
  readonly validate?: (object: JsonObject) => readonly FieldError[];
  /** Rules for new objects alone. */
  readonly validateCreate?: (object: JsonObject) => readonly FieldError[];
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
