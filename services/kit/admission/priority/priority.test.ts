import { expect } from 'chai';
import type { JsonObject } from '../../../../events/json.ts';
import { admitted, aRequest } from '../admission-request.fixture.ts';
import { priority } from './priority.ts';

const PODS = { group: '', resource: 'pods' };
const CLASSES = { group: 'scheduling.k8s.io', resource: 'priorityclasses' };
const priorityClass = (name: string, value: number, more: JsonObject = {}): JsonObject => ({ metadata: { name }, value, preemptionPolicy: 'PreemptLowerPriority', ...more });
const high = priorityClass('high', 1000, { preemptionPolicy: 'Never' });
const usual = priorityClass('usual', 10, { globalDefault: true });

const pods: readonly { readonly name: string; readonly spec: JsonObject; readonly classes?: readonly JsonObject[]; readonly want: JsonObject | string }[] = [
  { name: 'a pod without a class has priority 0', spec: {}, want: { priority: 0, preemptionPolicy: 'PreemptLowerPriority' } },
  { name: 'a class gives its value and its policy', spec: { priorityClassName: 'high' }, classes: [high], want: { priorityClassName: 'high', priority: 1000, preemptionPolicy: 'Never' } },
  { name: 'the default class is for pods that name none', spec: {}, classes: [high, usual], want: { priorityClassName: 'usual', priority: 10, preemptionPolicy: 'PreemptLowerPriority' } },
  { name: 'of several defaults the lowest counts', spec: {}, classes: [usual, priorityClass('low', 1, { globalDefault: true })], want: { priorityClassName: 'low', priority: 1, preemptionPolicy: 'PreemptLowerPriority' } },
  { name: 'a class must exist', spec: { priorityClassName: 'none' }, want: 'pods "x" is forbidden: no PriorityClass with name none was found' },
  { name: 'a pod may repeat its priority', spec: { priorityClassName: 'high', priority: 1000 }, classes: [high], want: { priorityClassName: 'high', priority: 1000, preemptionPolicy: 'Never' } },
  { name: 'a pod may not choose its priority', spec: { priority: 7 }, want: 'pods "x" is forbidden: the integer value of priority (7) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name' },
  { name: 'a pod may not choose whom it pushes away', spec: { preemptionPolicy: 'Never' }, want: 'pods "x" is forbidden: the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name' },
];

describe('priority admission', () => {
  for (const { name, spec, classes = [], want } of pods) {
    it(name, () => expect(admitted(priority, aRequest(PODS, { spec }, { others: { priorityclasses: classes } }))).deep.equal(typeof want === 'string' ? want : { spec: want }));
  }

  it('keeps what a pod was promised when an update leaves it out', () => {
    const before = { spec: { priority: 7, preemptionPolicy: 'Never' } };
    expect(admitted(priority, aRequest(PODS, { spec: { nodeName: 'n' } }, { before }))).deep.equal({ spec: { nodeName: 'n', priority: 7, preemptionPolicy: 'Never' } });
  });

  it('lets one class be the default', () => {
    const second = priorityClass('second', 2, { globalDefault: true });
    const others = { priorityclasses: [usual, { ...second, globalDefault: false }] };
    const why = 'priorityclasses.scheduling.k8s.io "second" is forbidden: PriorityClass usual is already marked as default. Only one default can exist';
    expect(admitted(priority, aRequest(CLASSES, second, { others }))).equal(why);
    expect(admitted(priority, aRequest(CLASSES, second, { others, before: second }))).equal(why);
    expect(admitted(priority, aRequest(CLASSES, usual, { others, before: usual }))).deep.equal(usual);
  });

  it('leaves everything else alone', () => {
    const service = { spec: {} };
    expect(admitted(priority, aRequest({ group: '', resource: 'services' }, service))).equal(service);
  });
});
