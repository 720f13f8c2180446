import { expect } from 'chai';
import { isObservation } from './is-observation.ts';

const podFact = { about: 'pod', podUid: 'u', namespace: 'default', name: 'web', sequence: 5, status: {}, gone: false, why: 'ContainerStarted c' };
const nodeFact = { about: 'node', labels: { 'kubernetes.io/os': 'linux' }, status: {} };
const observation = { node: 'n1', boot: 'b', counter: 1, time: '2026-01-01T00:00:00Z', fact: podFact };
const ofPod = (changes: object) => ({ ...observation, fact: { ...podFact, ...changes } });
const ofNode = (changes: object) => ({ ...observation, fact: { ...nodeFact, ...changes } });

describe('an observation', () => {
  const whole = [
    { name: 'of a pod', value: observation },
    { name: 'of a pod with notes', value: ofPod({ notes: [{ type: 'Normal', reason: 'Started', message: 'Started container c', fieldPath: 'spec.containers{c}' }] }) },
    { name: 'of a node', value: { ...observation, traceparent: '00-1-2-01', fact: nodeFact } },
    { name: 'of a node with its provider', value: ofNode({ providerID: 'shiplog://n1' }) },
  ];
  for (const { name, value } of whole) it(`is one ${name}`, () => expect(isObservation(value)).to.equal(true));

  const broken = [
    { name: 'a time that is none', value: { ...observation, time: 'soon' } },
    { name: 'a counter that is no number', value: { ...observation, counter: '1' } },
    { name: 'no fact', value: { ...observation, fact: undefined } },
    { name: 'a fact about something else', value: ofPod({ about: 'volume' }) },
    { name: 'a pod without a namespace', value: ofPod({ namespace: undefined }) },
    { name: 'a version that is no number', value: ofPod({ sequence: '5' }) },
    { name: 'a version beyond all numbers', value: ofPod({ sequence: 2 ** 60 }) },
    { name: 'a status that is a list', value: ofPod({ status: [] }) },
    { name: 'notes that are no list', value: ofPod({ notes: {} }) },
    { name: 'a note without a reason', value: ofPod({ notes: [{ type: 'Normal', message: 'm' }] }) },
    { name: 'a node without labels', value: ofNode({ labels: undefined }) },
    { name: 'a label that is no text', value: ofNode({ labels: { a: 1 } }) },
    { name: 'nothing at all', value: null },
  ];
  for (const { name, value } of broken) it(`is none with ${name}`, () => expect(isObservation(value)).to.equal(false));
});
