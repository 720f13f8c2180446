import type { Refusal } from '../../../events/errors.ts';
import { JSON_TYPE, refuse } from '../answers/answer.ts';
import { parseAccept } from '../negotiation/media-type.ts';
import type { ApiAnswer, ApiRequest } from '../port.ts';
import type { HashedDocument } from './hashed-document.ts';
import { answerDocument } from './hashed-document.ts';

/** The media type of gnostic's `openapi.v2.Document`. */
const OPENAPI_V2_TYPE = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
/** The same as clients ask for it; no media type, for its `@`, so it is never answered. */
const OPENAPI_V2_ASKED = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';

type Form = 'json' | 'protobuf';

const FORMS: Readonly<Partial<Record<string, Form>>> = {
  'application/json': 'json',
  'application/*': 'json',
  '*/*': 'json',
  [OPENAPI_V2_TYPE]: 'protobuf',
  [OPENAPI_V2_ASKED]: 'protobuf',
};

const notAcceptable: Refusal = { reason: 'NotAcceptable', message: `only the following media types are accepted: application/json, ${OPENAPI_V2_TYPE}` };

const formOf = (accept: string | undefined): Form | undefined => {
  const clauses = parseAccept(accept);
  if (clauses.length === 0) return 'json';
  for (const { name } of clauses) {
    const form = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
    if (form !== undefined) return form;
  }
  return undefined;
};

/** Answers the document in the form the client likes best; JSON when it does not say. */
export const answerOpenApiV2 = (request: ApiRequest, documentAs: (form: Form) => HashedDocument): ApiAnswer => {
  const form = formOf(request.headers['accept']) ?? refuse(notAcceptable);
  return answerDocument(request, documentAs(form), [form === 'json' ? JSON_TYPE : ['Content-Type', OPENAPI_V2_TYPE]]);
};
