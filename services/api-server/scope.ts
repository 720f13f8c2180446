import { streamOf } from '../../events/catalogue.ts';
import type { StreamName } from '../../events/catalogue.ts';
import { badRequest } from '../../events/errors.ts';
import type { CompiledKind } from '../../events/schema/compiled-kind.ts';
import type { AuthenticateToken } from './tokens/authenticate-token.ts';
import type { ObjectIndex } from '../../projections/object-index/object-index.ts';
import type { User } from './access/user.ts';
import type { BodyKinds } from './body-kinds.ts';
import { refuse } from './answers/answer.ts';
import { isPretty } from './answers/answer-object.ts';
import type { ApiDeps } from './deps.ts';
import { negotiate, notAcceptable } from './negotiation/representation.ts';
import type { Offer } from './negotiation/representation.ts';
import type { ApiRequest } from './port.ts';
import type { ChangeWindow } from './read/change-window.ts';
import type { EntryReader } from './read/entry-reader.ts';
import type { Pause } from './read/pause.ts';
import type { Rendering, View } from './read/render.ts';
import type { FacetCache } from './read/selection.ts';
import type { Source } from './read/source.ts';
import type { ResourceRequest } from './routing/request-info.ts';
import type { FrameCache } from './watch/frames.ts';
import type { WatchClasses } from './watch/watch-classes.ts';
import type { WatcherCount } from './watch/watcher-count.ts';

/** What all requests of one server share. */
export interface Shared {
  readonly deps: ApiDeps;
  readonly bodies: BodyKinds;
  readonly reader: EntryReader;
  readonly facets: FacetCache;
  /** Finds objects of the newest state by labels and fields. */
  readonly index: ObjectIndex;
  readonly frames: FrameCache;
  readonly window: ChangeWindow;
  readonly watchers: WatcherCount;
  readonly watchClasses: WatchClasses;
  readonly pause: Pause;
  readonly authenticateToken: AuthenticateToken;
  /** Aborts when the server shuts down: watches end. */
  readonly closing: AbortSignal;
}

/** One request for objects of one kind. */
export interface Scope {
  readonly shared: Shared;
  readonly request: ApiRequest;
  readonly info: ResourceRequest;
  readonly query: URLSearchParams;
  readonly user: User;
  /** In the version the request speaks; what is stored is `kind.stored`. */
  readonly kind: CompiledKind;
  readonly source: Source;
  /** The moment a `/at/<when>` request is about; nothing may be written there, and ages are reckoned from it. */
  readonly momentMs: number | undefined;
  /** W3C trace context of the request's span. */
  readonly traceparent: string | undefined;
}

export const streamOfScope = ({ kind }: Scope): StreamName => streamOf(kind.stored.definition);

const INCLUDED: Readonly<Record<string, View['includeObject']>> = { '': 'Metadata', None: 'None', Metadata: 'Metadata', Object: 'Object' };

const includeObjectOf = (query: URLSearchParams): View['includeObject'] => {
  const value = query.get('includeObject') ?? '';
  const known = Object.hasOwn(INCLUDED, value) ? INCLUDED[value] : undefined;
  return known ?? refuse(badRequest(`Unable to convert to Table as requested: includeObject: Unsupported value: ${JSON.stringify(value)}: supported values: "None", "Metadata", "Object", ""`));
};

/** Negotiates the answer's form; throws 406. */
export const viewOf = (scope: Scope, offer: Offer = { convertible: true }): View => {
  const representation = negotiate(scope.request.headers['accept'], offer) ?? refuse(notAcceptable);
  const includeObject = representation.form === 'table' ? includeObjectOf(scope.query) : 'Metadata';
  return { kind: scope.kind, representation, includeObject, pretty: isPretty(scope.query, scope.request.headers['user-agent']) };
};

export const renderingOf = (scope: Scope, view: View): Rendering => ({ ...view, reader: scope.shared.reader, nowMs: scope.momentMs ?? scope.shared.deps.clock.now() });
