import type { Refusal } from '../../../events/errors.ts';
import { STATUS_CODES } from '../../../events/errors.ts';
import { objectKey } from '../../../events/object-ref.ts';
import { answerJson, answerStream, refuse } from '../answers/answer.ts';
import { answerObject, isPlain } from '../answers/answer-object.ts';
import { failureStatus } from '../answers/status.ts';
import type { ApiAnswer } from '../port.ts';
import type { Scope } from '../scope.ts';
import { renderingOf, streamOfScope, viewOf } from '../scope.ts';
import type { ContinueToken } from './continue-token.ts';
import { decodeContinue, encodeContinue } from './continue-token.ts';
import { snapshotFor } from './get-object.ts';
import type { ListOptions } from './list-options.ts';
import { parseListOptions } from './list-options.ts';
import type { Listing } from './listing.ts';
import { listingAt, listingOf } from './listing.ts';
import { lengthOfList, listChunks, sizeOfItems } from './list-body.ts';
import type { Page } from './page.ts';
import { collectPage } from './page.ts';
import { listHead } from './render.ts';
import type { ListFacts, View } from './render.ts';
import type { Selection } from './selection.ts';
import { parseSelection } from './selection.ts';

const EXPIRED_CONTINUE =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

const tooOld: Refusal = { reason: 'Expired', message: 'The resourceVersion for the provided list is too old.' };

/** A list larger than this is sent as it is made. */
const STREAMED_OVER_BYTES = 128 * 1024;

/** Whether a state is older than those that are answered. -1, the newest, never is. */
const isCompacted = (scope: Scope, sequence: number): boolean => sequence >= 0 && sequence < (scope.source.compaction?.before(streamOfScope(scope)) ?? 0);

/** What a token continues: undefined when its moment is no longer kept. */
const continued = async (scope: Scope, token: ContinueToken): Promise<Listing | undefined> => {
  const stream = streamOfScope(scope);
  if (isCompacted(scope, token.resourceVersion) || (token.resourceVersion > 0 && scope.source.compaction?.isOver(token.sinceMs) === true)) return undefined;
  if (token.resourceVersion < 0) return listingOf(await scope.source.newest(stream), scope.kind.stored.definition);
  const snapshot = await scope.source.atLeast(stream, token.resourceVersion);
  const feed = scope.source.feed(scope.kind.stored.definition);
  return feed === undefined ? listingOf(snapshot, scope.kind.stored.definition) : listingAt(snapshot, scope.kind.stored.definition, { feed, sequence: token.resourceVersion });
};

const exactly = async (scope: Scope, sequence: number): Promise<Listing> => {
  if (isCompacted(scope, sequence)) return refuse(tooOld);
  const snapshot = await scope.source.atLeast(streamOfScope(scope), sequence);
  const feed = scope.source.feed(scope.kind.stored.definition);
  const listing = feed === undefined ? listingOf(snapshot, scope.kind.stored.definition) : listingAt(snapshot, scope.kind.stored.definition, { feed, sequence });
  return listing ?? refuse(tooOld);
};

/** The listing that list options ask for, without a continue token. */
const beginning = async (scope: Scope, options: ListOptions): Promise<Listing> =>
  (options.match === 'Exact'
    ? exactly(scope, Number(options.resourceVersion))
    : listingOf(await snapshotFor(scope, options.resourceVersion), scope.kind.stored.definition));

const expiredContinue = (token: ContinueToken): ApiAnswer =>
  answerJson(
    STATUS_CODES.Expired,
    failureStatus({ reason: 'Expired', message: EXPIRED_CONTINUE, continueToken: encodeContinue({ ...token, resourceVersion: -1 }) }),
  );

interface Served {
  readonly listing: Listing;
  readonly selection: Selection;
  readonly page: Page;
  /** Objects on this page and those before. */
  readonly served: number;
  /** When the first page was answered. */
  readonly sinceMs: number;
}

/** `continue` and `remainingItemCount`; the latter only where it can be known without looking at the rest. */
const headFacts = ({ listing, selection, page, served, sinceMs }: Served): ListFacts => {
  const { resourceVersion } = listing;
  const last = page.entries.at(-1);
  if (!page.more || last === undefined) return { resourceVersion };
  return {
    resourceVersion,
    continueToken: encodeContinue({ resourceVersion, after: objectKey(last.namespace, last.name), served, sinceMs }),
    remaining: selection.selective ? undefined : listing.count(selection.namespace) - served,
  };
};

const listingFor = async (scope: Scope, options: ListOptions, token: ContinueToken | undefined): Promise<Listing | ContinueToken> =>
  (token === undefined ? beginning(scope, options) : await continued(scope, token) ?? token);

export interface ListedPage {
  readonly page: Page;
  readonly facts: ListFacts;
}

/** The page that list options ask for; the answer that says so when a continue token came too late. */
export const listPage = async (scope: Scope, options: ListOptions): Promise<ListedPage | ApiAnswer> => {
  const selection = parseSelection(scope.kind, { ...options, namespace: scope.info.namespace }, scope.shared.facets);
  const token = options.continueToken === '' ? undefined : decodeContinue(options.continueToken);
  const listing = await listingFor(scope, options, token);
  if (!('list' in listing)) return expiredContinue(listing);
  const page = await collectPage(scope, { listing, selection, after: token?.after, limit: options.limit });
  // A token that continued at the newest state began a new promise.
  const sinceMs = token === undefined || token.resourceVersion < 0 ? scope.shared.deps.clock.now() : token.sinceMs;
  return { page, facts: headFacts({ listing, selection, page, served: (token?.served ?? 0) + page.entries.length, sinceMs }) };
};

/** A page as the client wants it; a large one is sent as it is made. */
export const answerList = async (scope: Scope, view: View, { page: { entries }, facts }: ListedPage): Promise<ApiAnswer> => {
  const list = { head: listHead(facts, view), entries, rendering: renderingOf(scope, view) };
  const chunks = listChunks(scope, list);
  if (isPlain(view) && sizeOfItems(entries) > STREAMED_OVER_BYTES) {
    const lengthBytes = lengthOfList(list);
    return answerStream(chunks, { compressible: true, ...(lengthBytes !== undefined && { lengthBytes }) });
  }
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return answerObject(200, pieces, { view, query: scope.query });
};

/** LIST: one consistent state over all pages; `limit` and `continue` as upstream. */
export const listObjects = async (scope: Scope): Promise<ApiAnswer> => {
  const options = parseListOptions(scope.query, false);
  const view = viewOf(scope);
  const listed = await listPage(scope, options);
  return 'page' in listed ? answerList(scope, view, listed) : listed;
};
