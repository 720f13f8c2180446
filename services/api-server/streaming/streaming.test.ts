import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Incoming } from '../../../infra/wire-spdy/frame.ts';
import { frames } from '../../../infra/wire-spdy/frame.ts';
import type { SpdyClient } from '../../../test/support/spdy-client.ts';
import { connectSpdy } from '../../../test/support/spdy-client.ts';
import { RefusalError } from '../../../events/errors.ts';
import { createInbox } from '../../kit/tunnel/inbox.ts';
import type { NodeTunnel, NodeTunnelStream, TunnelEnd, TunnelFrame, TunnelRequest } from '../../kit/tunnel/port.ts';
import type { Clock } from '../../kit/port.ts';
import type { WebSocketMessage, WebSocketPort } from '../port.ts';
import { channelCodec } from './channel-codec.ts';
import { terminalSize } from './command-channels.ts';
import { forwardedPorts, runChannelForward } from './web-socket-port-forward.ts';
import type { ForwardTarget } from './port-forward.ts';
import { runPortForward } from './port-forward.ts';
import { runCommandSession } from './run-command-session.ts';
import { spdyChannels } from './spdy-channels.ts';
import { webSocketChannels } from './web-socket-channels.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);

/** The node's end of one tunnel. */
interface Far {
  readonly request: TunnelRequest;
  /** What came up, as `channel:text`, `channel.` for a half-close, `closed`. */
  readonly came: string[];
  say(channel: number, content: string): void;
  finish(end: TunnelEnd): void;
}

interface Tunnels extends NodeTunnel {
  readonly far: Far[];
  /** The next tunnel that is opened. */
  opened(index: number): Promise<Far>;
}

const PATIENCE_MS = 10_000;

/** Headers are compressed on other threads, which take turns of their own. */
const until = async <T>(read: () => T | undefined): Promise<T> => {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const found = read();
    if (found !== undefined) return found;
    await turn();
  }
  throw new Error('it did not come');
};

const createTunnels = (refusal?: string): Tunnels => {
  const far: Far[] = [];
  const open = (_node: string, request: TunnelRequest): Promise<NodeTunnelStream> => {
    if (refusal !== undefined) return Promise.reject(new RefusalError({ reason: 'ServiceUnavailable', message: refusal }));
    const down = createInbox<TunnelFrame>(() => undefined);
    const ended = Promise.withResolvers<TunnelEnd>();
    const came: string[] = [];
    const finish = (end: TunnelEnd): void => {
      down.end();
      ended.resolve(end);
    };
    far.push({ request, came, say: (channel, content) => down.push({ channel, bytes: bytes(content) }), finish });
    return Promise.resolve({
      frames: down,
      send: ({ channel, bytes: content }) => { came.push(`${channel}:${text(content)}`); return Promise.resolve(); },
      closeInput: (channel) => { came.push(`${channel}.`); },
      end: ended.promise,
      close: () => {
        if (!came.includes('closed')) came.push('closed');
        finish({ kind: 'failed', message: 'the client closed the stream' });
      },
    });
  };
  return { open, far, opened: (index) => until(() => far[index]) };
};

/** Timers fire when told to. */
const createTimers = (): Clock & { readonly fire: () => void } => {
  const timers = new Set<() => void>();
  return {
    now: () => 0,
    after: (_delay, callback) => {
      timers.add(callback);
      return () => timers.delete(callback);
    },
    fire: () => { for (const callback of timers) callback(); },
  };
};

interface Socket extends WebSocketPort {
  readonly sent: { readonly content: Uint8Array; readonly text: boolean }[];
  readonly closed: number[];
  come(content: Uint8Array, binary?: boolean): void;
  go(): void;
}

const createSocket = (): Socket => {
  const messages = createInbox<WebSocketMessage>(() => undefined);
  const sent: Socket['sent'] = [];
  const closed: number[] = [];
  return {
    messages, sent, closed,
    send: (content, { text: isText = false } = {}) => { sent.push({ content, text: isText }); return Promise.resolve(); },
    close: (code) => { closed.push(code); messages.end(); },
    come: (content, binary = true) => messages.push({ binary, bytes: content }),
    go: messages.end,
  };
};

const exec = { kind: 'exec', namespace: 'a', pod: 'p', podUid: 'u', container: 'c', command: ['x'], stdin: true, stdout: true, stderr: true, tty: false } as const;
const contents = (found: readonly Incoming[], id: number): string => found.map((frame) => (frame.type === 'data' && frame.id === id ? text(frame.bytes) : '')).join('');

describe('channels in the messages of a WebSocket', () => {
  it('come back as they were sent, in either form', async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom('v4.channel.k8s.io', 'v4.base64.channel.k8s.io', undefined), fc.integer({ min: 0, max: 9 }), fc.uint8Array({ maxLength: 100 }), async (protocol, channel, content) => {
      const socket = createSocket();
      await channelCodec(protocol).send(socket, channel, content);
      const [message] = socket.sent;
      expect(channelCodec(protocol).decode({ binary: message?.text === false, bytes: message?.content ?? new Uint8Array() })).to.deep.equal({ channel, bytes: content });
    }));
  });

  it('are undefined for whatever is none, and never throw', () => {
    fc.assert(fc.property(fc.constantFrom('v5.channel.k8s.io', 'base64.channel.k8s.io'), fc.boolean(), fc.uint8Array({ maxLength: 20 }), (protocol, binary, content) => {
      channelCodec(protocol).decode({ binary, bytes: content });
    }));
    expect(channelCodec('base64.channel.k8s.io').decode({ binary: false, bytes: bytes('1?') })).to.equal(undefined);
    expect(channelCodec('v5.channel.k8s.io').decode({ binary: false, bytes: bytes('1') })).to.equal(undefined);
  });
});

describe('terminal sizes', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['{"Width":80,"Height":24}', '{"Width":80,"Height":24}'],
    ['{"Width":80,"Height":24,"more":[1]}', '{"Width":80,"Height":24}'],
    ['{"Width":-1,"Height":24}', undefined], ['{"Width":"80","Height":24}', undefined], ['{"Width":1e9,"Height":24}', undefined], ['null', undefined], ['{', undefined], ['', undefined],
  ];
  for (const [given, expected] of cases) it(given === '' ? 'nothing' : given, () => { const size = terminalSize(given); expect(size && text(size)).to.equal(expected); });
});

describe('a command over a WebSocket', () => {
  const run = (protocol: string | undefined, tunnels = createTunnels()): { readonly socket: Socket; readonly tunnels: Tunnels; readonly done: Promise<void> } => {
    const socket = createSocket();
    return { socket, tunnels, done: runCommandSession(webSocketChannels(socket, protocol), { tunnel: tunnels, node: 'n', request: exec }) };
  };
  const said = ({ sent }: Socket): readonly string[] => sent.map(({ content }) => `${content[0]}:${text(content.subarray(1))}`);

  it('hands on input, sizes and the half-close of the fifth version, and nothing else', async () => {
    const { socket, tunnels, done } = run('v5.channel.k8s.io');
    const { came, finish } = await tunnels.opened(0);
    for (const message of ['\x00in', '\x04{"Width":1,"Height":2}', '\x04garbage', '\x01out', '\x00']) socket.come(bytes(message));
    socket.come(Uint8Array.of(255, 0));
    socket.come(Uint8Array.of(255, 1));
    await until(() => (came.includes('0.') ? true : undefined));
    expect(came).to.deep.equal(['0:in', '4:{"Width":1,"Height":2}', '0.']);
    finish({ kind: 'exit', exitCode: 0 });
    await done;
    expect([said(socket), socket.closed]).to.deep.equal([['3:{"metadata":{},"status":"Success"}'], [1000]]);
  });

  it('knows no half-close in the fourth version', async () => {
    const { socket, tunnels, done } = run('v4.channel.k8s.io');
    const { came } = await tunnels.opened(0);
    socket.come(Uint8Array.of(255, 0));
    socket.go();
    await done;
    expect(came).to.deep.equal(['closed']);
  });

  it('tells in words to the first version why it failed', async () => {
    const { socket, done } = run('channel.k8s.io', createTunnels('no such container'));
    await done;
    expect(said(socket)).to.deep.equal(['3:no such container']);
  });
});

describe('a command over SPDY', () => {
  const wanted = { stdin: true, stdout: true, stderr: false, tty: true };
  const run = async (client: SpdyClient, tunnels: Tunnels, protocol: string): Promise<void> => {
    const channels = await spdyChannels(client.connection, { wanted, protocol, clock: createTimers() });
    if (channels !== undefined) await runCommandSession(channels, { tunnel: tunnels, node: 'n', request: exec });
  };
  const openAll = async (client: SpdyClient, types: readonly string[]): Promise<void> => {
    for (const [index, streamtype] of types.entries()) await client.syn(index * 2 + 1, { streamtype });
  };

  it('has a stream for each channel, and a Status on the error stream', async () => {
    const [client, tunnels] = [connectSpdy(), createTunnels()];
    const done = run(client, tunnels, 'v4.channel.k8s.io');
    await openAll(client, ['error', 'stdin', 'stdout', 'resize']);
    const { came, say, finish } = await tunnels.opened(0);
    client.send(frames.data(3, bytes('typed'), true));
    client.send(frames.data(7, bytes('{"Width":1,"Hei')));
    client.send(frames.data(7, bytes('ght":2}\n{"Width":3,"Height":4}\n')));
    await until(() => (came.length >= 4 ? true : undefined));
    expect([...came].sort()).to.deep.equal(['0.', '0:typed', '4:{"Width":1,"Height":2}', '4:{"Width":3,"Height":4}']);
    say(1, 'shown');
    finish({ kind: 'exit', exitCode: 7 });
    await done;
    const found = await client.rest();
    expect(contents(found, 5)).to.equal('shown');
    expect(JSON.parse(contents(found, 1))).to.deep.include({ reason: 'NonZeroExitCode' });
    client.hangUp();
  });

  it('tells in words to older versions, and has no sizes before the third', async () => {
    const [client, tunnels] = [connectSpdy(), createTunnels('gone')];
    const done = run(client, tunnels, 'v2.channel.k8s.io');
    await openAll(client, ['error', 'stdin', 'stdout']);
    await done;
    expect(contents(await client.rest(), 1)).to.equal('gone');
    client.hangUp();
  });

  it('is given up when the client goes', async () => {
    const [client, tunnels] = [connectSpdy(), createTunnels()];
    const done = run(client, tunnels, 'v4.channel.k8s.io');
    await openAll(client, ['error', 'stdin', 'stdout', 'resize']);
    const { came } = await tunnels.opened(0);
    client.hangUp();
    await done;
    expect(came).to.include('closed');
  });

  it('is not begun when the streams do not come, or a stranger does', async () => {
    const [client, tunnels, clock] = [connectSpdy(), createTunnels(), createTimers()];
    const waiting = spdyChannels(client.connection, { wanted, protocol: 'v4.channel.k8s.io', clock });
    await openAll(client, ['error', 'error', 'other']);
    await until(() => (client.written.length >= 5 ? true : undefined));
    clock.fire();
    expect(await waiting).to.equal(undefined);
    const found = await client.rest();
    expect(found.filter(({ type }) => type === 'reset').map((frame) => ('id' in frame ? frame.id : 0))).to.deep.equal([3, 5]);
    expect(tunnels.far).to.deep.equal([]);
    client.hangUp();
  });
});

describe('forwarded ports', () => {
  const targetOf = (tunnel: Tunnels, clock = createTimers()): ForwardTarget & { readonly clock: ReturnType<typeof createTimers> } => ({ tunnel, clock, node: 'n', pod: { namespace: 'a', pod: 'p', podUid: 'u' } });
  const openPair = async (client: SpdyClient, id: number, port: string): Promise<void> => {
    await client.syn(id, { streamtype: 'error', port, requestid: String(id) });
    await client.syn(id + 2, { streamtype: 'data', port, requestid: String(id) });
  };

  it('are connections of their own, side by side', async () => {
    const [client, tunnels] = [connectSpdy(), createTunnels()];
    const done = runPortForward(client.connection, targetOf(tunnels));
    await openPair(client, 1, '80');
    await openPair(client, 5, '81');
    const [first, second] = [await tunnels.opened(0), await tunnels.opened(1)];
    expect([first.request, second.request].map((request) => ('port' in request ? request.port : 0))).to.deep.equal([80, 81]);
    client.send(frames.data(7, bytes('to 81'), true));
    second.say(1, 'from 81');
    first.say(1, 'from 80');
    await until(() => (second.came.includes('0.') ? true : undefined));
    for (const { finish } of [first, second]) finish({ kind: 'exit', exitCode: 0 });
    await until(() => (client.written.length >= 10 ? true : undefined));
    client.hangUp();
    await done;
    const found = await client.rest();
    expect([contents(found, 3), contents(found, 7), contents(found, 1)]).to.deep.equal(['from 80', 'from 81', '']);
    expect(second.came.slice(0, 2)).to.deep.equal(['0:to 81', '0.']);
    for (const id of [1, 3, 5, 7]) expect(found.some((frame) => frame.type === 'data' && frame.id === id && frame.isLast), `end of ${id}`).to.equal(true);
  });

  it('tell on the error stream what went wrong', async () => {
    const client = connectSpdy();
    const done = runPortForward(client.connection, targetOf(createTunnels('connection refused')));
    await openPair(client, 1, '80');
    await until(() => (client.written.length >= 5 ? true : undefined));
    client.hangUp();
    await done;
    expect(contents(await client.rest(), 1)).to.equal('error forwarding port 80 to pod p, uid u: connection refused');
  });

  it('end with the stream the client resets, and the other stream too', async () => {
    const [client, tunnels] = [connectSpdy(), createTunnels()];
    const done = runPortForward(client.connection, targetOf(tunnels));
    await openPair(client, 1, '80');
    const { came } = await tunnels.opened(0);
    client.send(frames.reset(3, 5));
    await until(() => (came.includes('closed') ? true : undefined));
    await until(() => (client.written.length >= 3 ? true : undefined));
    client.hangUp();
    await done;
    const found = await client.rest();
    expect(found.some((frame) => frame.type === 'data' && frame.id === 1 && frame.isLast)).to.equal(true);
    expect(contents(found, 1)).to.equal('');
  });

  it('refuse what is no port and no pair, and forget a stream that stays alone', async () => {
    const [client, tunnels] = [connectSpdy(), createTunnels()];
    const target = targetOf(tunnels);
    const done = runPortForward(client.connection, target);
    await client.syn(1, { streamtype: 'data', port: '0', requestid: 'a' });
    await client.syn(3, { streamtype: 'other', port: '80', requestid: 'b' });
    await client.syn(5, { streamtype: 'data', port: '80', requestid: 'c' });
    await until(() => (client.written.length >= 5 ? true : undefined));
    target.clock.fire();
    await until(() => (client.written.length >= 6 ? true : undefined));
    client.hangUp();
    await done;
    const reset = (await client.rest()).filter(({ type }) => type === 'reset').map((frame) => ('id' in frame ? frame.id : 0));
    expect([reset, tunnels.far]).to.deep.equal([[1, 3, 5], []]);
  });

  it('have a channel each in the older way, which begins with the port', async () => {
    const [socket, tunnels] = [createSocket(), createTunnels()];
    const done = runChannelForward(socket, targetOf(tunnels), { ports: [80, 8080], protocol: 'v4.channel.k8s.io' });
    const [first, second] = [await tunnels.opened(0), await tunnels.opened(1)];
    socket.come(bytes('\x00to 80'));
    socket.come(bytes('\x02to 8080'));
    socket.come(bytes('\x01to an error channel'));
    socket.come(bytes('\x09to none'));
    second.say(1, 'from 8080');
    await until(() => (first.came.length > 0 && second.came.length > 0 && socket.sent.length >= 5 ? true : undefined));
    expect([first.came, second.came]).to.deep.equal([['0:to 80'], ['0:to 8080']]);
    expect(socket.sent.map(({ content }) => [...content].slice(0, 3))).to.deep.equal([[0, 80, 0], [1, 80, 0], [2, 0x90, 0x1f], [3, 0x90, 0x1f], [2, 102, 114]]);
    for (const { finish } of [first, second]) finish({ kind: 'exit', exitCode: 0 });
    await done;
    expect(socket.closed).to.deep.equal([1000]);
  });

  it('end quietly when the client goes in the middle of a transfer', async () => {
    const [socket, tunnels] = [createSocket(), createTunnels()];
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => { unhandled.push(reason); };
    process.on('unhandledRejection', note);
    let [isClosing, refused] = [false, 0];
    const send: Socket['send'] = (content, options) => {
      if (!isClosing) return socket.send(content, options);
      refused += 1;
      return Promise.reject(new Error('WebSocket is not open: readyState 2 (CLOSING)'));
    };
    const done = runChannelForward({ ...socket, send }, targetOf(tunnels), { ports: [80], protocol: 'v4.channel.k8s.io' });
    const { say } = await tunnels.opened(0);
    isClosing = true;
    say(1, 'more');
    // Neither its bytes nor what went wrong reach it: that is no reason for anybody to fail.
    await until(() => (refused === 2 ? true : undefined));
    // A rejection nobody handles is told when the turn is over, and would end the process.
    await turn();
    process.off('unhandledRejection', note);
    expect(unhandled).to.deep.equal([]);
    socket.go();
    await done;
  });

  const PORTS: readonly (readonly [string, unknown])[] = [
    ['ports=80', [80]], ['ports=80&ports=81,82', [80, 81, 82]], ['', 'query parameter "port" is required'], ['ports=', 'unable to parse "" as a port'], ['ports=65536', 'unable to parse "65536" as a port'], ['ports=0', 'unable to parse "0" as a port'],
  ];
  for (const [query, expected] of PORTS) {
    it(`of the query "${query}"`, () => {
      const read = (): unknown => {
        try {
          return forwardedPorts(new URLSearchParams(query));
        } catch (error) {
          return error instanceof RefusalError ? error.refusal.message : error;
        }
      };
      expect(read()).to.deep.equal(expected);
    });
  }
});
