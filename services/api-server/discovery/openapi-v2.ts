import type { Json, JsonObject } from '../../../events/json.ts';
import { isJsonObject } from '../../../events/json.ts';
import { objectAt, objectsAt, stringAt } from '../../../events/json-path.ts';
import { openApiV2Schema, openApiV2Schemas } from './openapi-v2-schema.ts';
import { openApiDocument } from './openapi-v3.ts';
import type { GroupVersion } from './resources.ts';

/** A parameter's type lies beside its name in v2. */
const parameterOf = ({ schema, ...facts }: JsonObject): JsonObject => ({ ...facts, ...openApiV2Schema(objectAt(schema)) });

const parametersOf = (holder: JsonObject): readonly JsonObject[] => objectsAt(holder, 'parameters').map(parameterOf);

/** The one schema that all media types of a body share. */
const schemaOf = (content: JsonObject): JsonObject | undefined => {
  const [first] = Object.values(content);
  return isJsonObject(first) ? openApiV2Schema(objectAt(first, 'schema')) : undefined;
};

/** A body is a parameter in v2, and its media types are facts of the operation. */
const bodyOf = (operation: JsonObject): { readonly consumes: readonly string[]; readonly parameters: readonly JsonObject[] } => {
  const content = objectAt(operation, 'requestBody', 'content');
  const schema = schemaOf(content);
  return schema === undefined ? { consumes: [], parameters: [] } : { consumes: Object.keys(content), parameters: [{ name: 'body', in: 'body', required: true, schema }] };
};

const responseOf = (response: JsonObject): JsonObject => {
  const { content, ...facts } = response;
  const schema = schemaOf(objectAt(content));
  return { ...facts, ...(schema !== undefined && { schema }) };
};

/**
 * Of a kind this document does not have, kubectl thinks that it may be a custom one when patches of Namespaces take
 * the parameter it looks for. It then asks for the custom kinds, which are not served, and fails over their absence
 * instead of saying that there is no such kind. So these patches list none of the parameters; v3 has them.
 */
const isNamespacePatch = (operation: JsonObject): boolean =>
  operation['x-kubernetes-action'] === 'patch' && stringAt(operation, 'x-kubernetes-group-version-kind', 'kind') === 'Namespace';

const operationOf = (operation: JsonObject): JsonObject => {
  const { parameters: _parameters, requestBody: _body, responses, ...facts } = operation;
  const { consumes, parameters } = bodyOf(operation);
  const answers = Object.entries(objectAt(responses));
  return {
    ...facts,
    consumes: consumes.length > 0 ? consumes : ['*/*'],
    produces: [...new Set(answers.flatMap(([, answer]) => Object.keys(objectAt(answer, 'content'))))],
    parameters: [...parameters, ...(isNamespacePatch(operation) ? [] : parametersOf(operation))],
    responses: Object.fromEntries(answers.map(([code, answer]) => [code, responseOf(objectAt(answer))])),
  };
};

const pathOf = (path: JsonObject): JsonObject => {
  const { parameters: _parameters, ...operations } = path;
  const own = parametersOf(path);
  return {
    ...Object.fromEntries(Object.entries(operations).map(([method, operation]) => [method, operationOf(objectAt(operation))])),
    ...(own.length > 0 && { parameters: own }),
  };
};

/**
 * The one OpenAPI v2 document of all group versions, made of their v3 documents. kubectl validates a `v1 List` with it
 * on its side, and looks here for kinds it does not find in v3.
 */
export const openApiV2 = (groupVersions: readonly GroupVersion[]): JsonObject => {
  const paths: Record<string, Json> = {};
  const definitions: Record<string, Json> = {};
  for (const document of groupVersions.map(openApiDocument)) {
    for (const [path, item] of Object.entries(objectAt(document, 'paths'))) paths[path] = pathOf(objectAt(item));
    Object.assign(definitions, openApiV2Schemas(objectAt(document, 'components', 'schemas')));
  }
  return { swagger: '2.0', info: { title: 'Kubernetes', version: 'unversioned' }, paths, definitions };
};
