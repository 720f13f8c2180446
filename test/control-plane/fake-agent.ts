import type { JsonObject } from '../../events/json.ts';
import type { Assignment, AssignmentBeat, AssignMessage, Observation, PodFact } from '../../events/node/messages.ts';
import { isBeat, nodeSubjects } from '../../events/node/messages.ts';
import type { Messaging } from '../../services/kit/messaging/port.ts';
import type { Ground } from './ground.ts';

/** The least an agent does: keeps its assignments and says what happened to their pods. */
export interface FakeAgent {
  readonly messaging: Messaging;
  readonly assignments: ReadonlyMap<string, Assignment>;
  readonly received: readonly Assignment[];
  readonly beats: readonly AssignmentBeat[];
  /** Reports itself with so much CPU. */
  register(cpu?: string): Promise<Observation>;
  /** Reports on an assigned pod. */
  pod(name: string, status: JsonObject, more?: Partial<Pick<PodFact, 'gone' | 'why' | 'notes'>>): Promise<Observation>;
}

const nodeStatus = (cpu: string): JsonObject => {
  const resources = { cpu, memory: '8Gi', pods: '110' };
  const now = new Date().toISOString();
  return {
    capacity: resources, allocatable: resources,
    conditions: [{ type: 'Ready', status: 'True', reason: 'AgentReady', message: 'ready', lastHeartbeatTime: now, lastTransitionTime: now }],
  };
};

export const fakeAgent = async (node: string, ground: Ground): Promise<FakeAgent> => {
  const messaging = await ground.messaging({ node });
  const assignments = new Map<string, Assignment>();
  const beats: AssignmentBeat[] = [];
  const received: Assignment[] = [];
  let counter = 0;
  messaging.subscribe(nodeSubjects.assign(node), ({ data }) => {
    const message = JSON.parse(new TextDecoder().decode(data)) as AssignMessage;
    if (isBeat(message)) { beats.push(message.beat); return; }
    received.push(message);
    if (message.deleted === true) assignments.delete(message.podUid);
    else assignments.set(message.podUid, message);
  });
  const observe = async (fact: Observation['fact']): Promise<Observation> => {
    const observation = { node, boot: 'boot-1', counter: (counter += 1), time: new Date().toISOString(), fact };
    await ground.observe(observation);
    return observation;
  };
  return {
    messaging, assignments, received, beats,
    register: (cpu = '4') => observe({ about: 'node', labels: { 'kubernetes.io/hostname': node }, status: nodeStatus(cpu) }),
    pod: (name, status, more = {}) => {
      const assignment = [...assignments.values()].find((each) => each.name === name);
      if (assignment === undefined) throw new Error(`${name} is not assigned to ${node}`);
      const { podUid, namespace, sequence } = assignment;
      return observe({ about: 'pod', podUid, namespace, name, sequence, status, gone: false, why: 'ContainerStarted c', ...more });
    },
  };
};
