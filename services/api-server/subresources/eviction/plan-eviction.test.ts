import { expect } from 'chai';
import type { JsonObject } from '../../../../events/json.ts';
import type { EvictionInput, EvictionPlan, Stored } from './plan-eviction.ts';
import { planEviction, withDisruptionTarget } from './plan-eviction.ts';

const NOW = '2026-01-01T10:00:00Z';
const stored = (object: JsonObject): Stored => ({ object, sequence: 7 });

const pod = ({ phase = 'Running', ready = true, ...metadata }: { readonly phase?: string; readonly ready?: boolean; readonly [field: string]: unknown } = {}): Stored =>
  stored({ metadata: { name: 'web', uid: 'u', labels: { app: 'web' }, ...(metadata as JsonObject) }, status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] } });

const STATUS: JsonObject = { observedGeneration: 1, disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 3 };
const budget = (status: JsonObject = {}, spec: JsonObject = {}, name = 'budget'): Stored =>
  stored({ metadata: { name, generation: 1 }, spec: { selector: { matchLabels: { app: 'web' } }, ...spec }, status: { ...STATUS, ...status } });

const plan = (input: Partial<EvictionInput>): EvictionPlan => planEviction({ pod: pod(), budgets: [], preconditions: undefined, nowMs: Date.parse(NOW), ...input });
const none = budget({ disruptionsAllowed: 0, currentHealthy: 2 });

describe('whether a pod may be evicted', () => {
  const free: readonly (readonly [string, Partial<EvictionInput>])[] = [
    ['without a budget', {}],
    ['when the budget is for other pods', { budgets: [budget({ disruptionsAllowed: 0 }, { selector: { matchLabels: { app: 'db' } } })] }],
    ['when the budget selects nothing', { budgets: [stored({ metadata: { name: 'b' }, spec: {}, status: {} })] }],
    ['that is pending', { pod: pod({ phase: 'Pending' }), budgets: [none] }],
    ['that has succeeded', { pod: pod({ phase: 'Succeeded' }), budgets: [none] }],
    ['that has failed, whatever the number of budgets', { pod: pod({ phase: 'Failed' }), budgets: [none, none] }],
    ['that is being deleted', { pod: pod({ deletionTimestamp: NOW }), budgets: [none] }],
    ['that is not ready while enough others are healthy', { pod: pod({ ready: false }), budgets: [none] }],
    ['that is not ready when the policy always allows it', { pod: pod({ ready: false }), budgets: [budget({ disruptionsAllowed: 0, currentHealthy: 0 }, { unhealthyPodEvictionPolicy: 'AlwaysAllow' })] }],
    ['whose preconditions hold', { preconditions: { uid: 'u', resourceVersion: '7' } }],
  ];
  for (const [which, input] of free) it(`one ${which} may, and no budget is spent`, () => { expect(plan(input)).to.deep.equal({ do: 'evict' }); });

  it('spends a disruption and notes the pod', () => {
    const allowed = budget({ disruptionsAllowed: 2, disruptedPods: { other: NOW } });
    expect(plan({ budgets: [allowed] })).to.deep.equal({
      do: 'evict', budget: { stored: allowed, status: { ...STATUS, disruptionsAllowed: 1, disruptedPods: { other: NOW, web: NOW } } },
    });
  });
  it('says in the condition that the last one is spent', () => {
    const planned = plan({ budgets: [budget({ conditions: [{ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods' }] })] });
    expect(planned.do === 'evict' && planned.budget?.status['conditions']).to.deep.equal([
      { type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', message: '', lastTransitionTime: NOW, observedGeneration: 1 },
    ]);
  });
  it('fails when several budgets cover the pod', () => { expect(plan({ budgets: [budget(), budget({}, {}, 'more')] })).to.deep.equal({ do: 'fail' }); });

  const VIOLATES = "Cannot evict pod as it would violate the pod's disruption budget.";
  const refused: readonly (readonly [string, Partial<EvictionInput>, unknown])[] = [
    ['an exhausted budget', { budgets: [none] }, { reason: 'TooManyRequests', message: VIOLATES, details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget budget needs 2 healthy pods and has 2 currently' }] } }],
    ['a budget its controller has not looked at', { budgets: [budget({ observedGeneration: 0 })] },
      { reason: 'TooManyRequests', message: VIOLATES, details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget budget is still being processed by the server.' }], retryAfterSeconds: 10 } }],
    ['a pod that is not ready when too few others are healthy', { pod: pod({ ready: false }), budgets: [budget({ disruptionsAllowed: 0, currentHealthy: 1 })] },
      { reason: 'TooManyRequests', message: VIOLATES, details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget budget needs 2 healthy pods and has 1 currently' }] } }],
    ['a negative budget', { budgets: [budget({ disruptionsAllowed: -1 })] },
      { reason: 'Forbidden', message: 'poddisruptionbudget.policy "budget" is forbidden: pdb disruptions allowed is negative', details: { name: 'budget', group: 'policy', kind: 'poddisruptionbudget' } }],
    ['another uid', { preconditions: { uid: 'v' } },
      { reason: 'Conflict', message: 'Operation cannot be fulfilled on Pod "web": the UID in the precondition (v) does not match the UID in record (u). The object might have been deleted and then recreated', details: { name: 'web', group: '', kind: 'Pod' } }],
    ['another version', { preconditions: { resourceVersion: '6' } },
      { reason: 'Conflict', message: 'Operation cannot be fulfilled on Pod "web": the ResourceVersion in the precondition (6) does not match the ResourceVersion in record (7). The object might have been modified', details: { name: 'web', group: '', kind: 'Pod' } }],
  ];
  for (const [why, input, refusal] of refused) it(`refuses for ${why}`, () => { expect(plan(input)).to.deep.equal({ do: 'refuse', refusal }); });

  it('refuses when too many evictions wait for confirmation', () => {
    const disruptedPods = Object.fromEntries(Array.from({ length: 2001 }, (_, index) => [`p${index}`, NOW]));
    expect(plan({ budgets: [budget({ disruptedPods })] })).to.have.nested.property('refusal.reason', 'Forbidden');
  });
  it('tells the pod why it goes, once', () => {
    const once = withDisruptionTarget(pod().object, Date.parse(NOW));
    expect((once['status'] as { conditions: unknown[] }).conditions[1]).to.deep.equal({ type: 'DisruptionTarget', status: 'True', lastTransitionTime: NOW, reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting' });
    expect(withDisruptionTarget(once, Date.parse(NOW) + 5000)).to.deep.equal(once);
  });
});
