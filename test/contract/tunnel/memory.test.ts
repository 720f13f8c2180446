import { createMemoryBus } from '../../support/memory-messaging.ts';
import { describeTunnel } from './tunnel-contract.ts';

describeTunnel('in memory', () => {
  const bus = createMemoryBus();
  return Promise.resolve({ api: bus.client(), agent: bus.client(), node: 'n1', settled: () => Promise.resolve(), close: () => Promise.resolve() });
});
