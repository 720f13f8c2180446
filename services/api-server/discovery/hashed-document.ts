import type { JsonObject } from '../../../events/json.ts';
import { fingerprint } from '../../../events/node/fingerprint.ts';
import { answerPieces, bytesOf } from '../answers/answer.ts';
import type { ApiAnswer, ApiRequest } from '../port.ts';

/** A document that only changes with the build: its bytes and a hash of them, for ETags. */
export interface HashedDocument {
  readonly bytes: Uint8Array;
  /** Upper-case hexadecimal. */
  readonly hash: string;
}

/** As JSON, or as `encode` writes it: another form of a document has another hash. */
export const hashedDocument = (value: JsonObject, encode?: (value: JsonObject) => Uint8Array): HashedDocument => {
  const text = JSON.stringify(value);
  if (encode === undefined) return { bytes: bytesOf(text), hash: fingerprint(text).toUpperCase() };
  return { bytes: encode(value), hash: fingerprint(`encoded ${text}`).toUpperCase() };
};

const matchesEtag = (header: string | undefined, etag: string): boolean =>
  header !== undefined && header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);

/** 200, or 304 when the client has it already. */
export const answerDocument = (request: ApiRequest, document: HashedDocument, headers: readonly (readonly [string, string])[]): ApiAnswer => {
  const etag = `"${document.hash}"`;
  const common: readonly (readonly [string, string])[] = [['ETag', etag], ['Vary', 'Accept'], ...headers];
  return matchesEtag(request.headers['if-none-match'], etag) ? answerPieces(304, [], common) : answerPieces(200, [document.bytes], common);
};
