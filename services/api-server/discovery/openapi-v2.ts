import { bytesOf } from '../answers/answer.ts';

/** The media type of gnostic's `openapi.v2.Document`. */
export const OPENAPI_V2_TYPE = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
/** The same as clients ask for it; no media type, for its `@`, so it is never answered. */
export const OPENAPI_V2_ASKED = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';

/** A length-delimited field; its content is shorter than 128 bytes. */
const field = (number: number, content: Uint8Array): Uint8Array => Uint8Array.of((number << 3) | 2, content.length, ...content);

const message = (...fields: readonly Uint8Array[]): Uint8Array => Uint8Array.from(fields.flatMap((each) => [...each]));

const INFO = message(field(1, bytesOf('Kubernetes')), field(2, bytesOf('unversioned')));

/**
 * The OpenAPI v2 document, which describes nothing: schemas are served as v3 only. Clients that did not find a kind
 * there look here before they say that it does not exist; without a document they would fail over its absence.
 */
export const openApiV2 = (): Uint8Array => message(field(1, bytesOf('2.0')), field(2, INFO), field(8, message()));
