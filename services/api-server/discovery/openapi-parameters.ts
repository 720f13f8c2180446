import type { JsonObject } from '../../../events/json.ts';

type Type = 'boolean' | 'integer' | 'string';

const queryParameter = (name: string, type: Type, description: string): JsonObject => ({ name, in: 'query', description, schema: { type, uniqueItems: true } });

const pathParameter = (name: string, description: string): JsonObject => ({ name, in: 'path', required: true, description, schema: { type: 'string', uniqueItems: true } });

const DRY_RUN = queryParameter('dryRun', 'string', 'When present, indicates that modifications should not be persisted. Valid value: All.');

/** Of creates, updates and patches. */
export const WRITE_PARAMETERS: readonly JsonObject[] = [
  DRY_RUN,
  queryParameter('fieldManager', 'string', 'Name of the actor or entity that makes the change, at most 128 printable characters.'),
  queryParameter('fieldValidation', 'string', 'What to do with unknown and duplicate fields: Ignore, Warn (default) or Strict.'),
];

export const FORCE_PARAMETER: JsonObject = queryParameter('force', 'boolean', 'Take fields over that other managers own. Apply patches only.');

export const DELETE_PARAMETERS: readonly JsonObject[] = [
  DRY_RUN,
  queryParameter('gracePeriodSeconds', 'integer', 'Seconds until the object is deleted; 0 at once. The kind decides when it is absent.'),
  queryParameter('orphanDependents', 'boolean', 'Older form of propagationPolicy.'),
  queryParameter('propagationPolicy', 'string', 'What becomes of dependents: Orphan, Background or Foreground.'),
];

/** Of lists, watches and deletions of collections. */
export const LIST_PARAMETERS: readonly JsonObject[] = [
  queryParameter('allowWatchBookmarks', 'boolean', 'Ask a watch for bookmarks.'),
  queryParameter('continue', 'string', 'Where the next page begins, as the page before said.'),
  queryParameter('fieldSelector', 'string', 'Choose objects by their fields.'),
  queryParameter('labelSelector', 'string', 'Choose objects by their labels.'),
  queryParameter('limit', 'integer', 'Most objects of a page.'),
  queryParameter('resourceVersion', 'string', 'Which state is asked for.'),
  queryParameter('resourceVersionMatch', 'string', 'How resourceVersion is meant: Exact or NotOlderThan.'),
  queryParameter('sendInitialEvents', 'boolean', 'Begin a watch with what exists.'),
  queryParameter('timeoutSeconds', 'integer', 'When the watch ends.'),
  queryParameter('watch', 'boolean', 'Go on with changes, as a stream.'),
];

export const PRETTY_PARAMETER: JsonObject = queryParameter('pretty', 'string', 'If true, the answer is indented.');

export const NAMESPACE_PARAMETER: JsonObject = pathParameter('namespace', 'object name and auth scope, such as for teams and projects');

export const nameParameter = (kind: string): JsonObject => pathParameter('name', `name of the ${kind}`);
