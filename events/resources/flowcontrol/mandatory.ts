import type { JsonObject } from '../../json.ts';

const everything = (group: string): JsonObject => ({
  subjects: [{ kind: 'Group', group: { name: group } }],
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
});

/** Specs, as stored, of the objects every server must have; nobody may change them. */
export const MANDATORY_FLOW_SCHEMAS: ReadonlyMap<string, JsonObject> = new Map<string, JsonObject>([
  ['exempt', { priorityLevelConfiguration: { name: 'exempt' }, matchingPrecedence: 1, rules: [everything('system:masters')] }],
  ['catch-all', {
    priorityLevelConfiguration: { name: 'catch-all' },
    matchingPrecedence: 10_000,
    distinguisherMethod: { type: 'ByUser' },
    rules: [{ ...everything('system:unauthenticated'), subjects: [{ kind: 'Group', group: { name: 'system:unauthenticated' } }, { kind: 'Group', group: { name: 'system:authenticated' } }] }],
  }],
]);

export const MANDATORY_PRIORITY_LEVELS: ReadonlyMap<string, JsonObject> = new Map<string, JsonObject>([
  ['exempt', { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } }],
  ['catch-all', { type: 'Limited', limited: { nominalConcurrencyShares: 5, limitResponse: { type: 'Reject' }, lendablePercent: 0 } }],
]);
