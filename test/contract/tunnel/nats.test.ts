import { natsMessaging } from '../../../infra/nats/messaging.ts';
import type { TestNats } from '../../support/nats.ts';
import { startNats } from '../../support/nats.ts';
import { describeTunnel } from './tunnel-contract.ts';

describeTunnel('over NATS, each end with its own rights', async () => {
  const node = 'node.one';
  const nats: TestNats = await startNats({ nodes: [node], streams: false });
  const report = (message: string, fields: Readonly<Record<string, unknown>>): void => { process.stderr.write(`${message} ${JSON.stringify(fields)}\n`); };
  const [api, agent] = await Promise.all([nats.connect({ role: 'api' }), nats.connect({ node })]);
  return { api: natsMessaging({ connection: api, report }), agent: natsMessaging({ connection: agent, report }), node, settled: () => agent.flush(), close: () => nats.stop() };
});
