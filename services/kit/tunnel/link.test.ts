import { expect } from 'chai';
import type { Messaging } from '../messaging/port.ts';
import type { Frame } from './frame.ts';
import { MAX_DATA_BYTES, decodeFrame, encodeFrame } from './frame.ts';
import type { Link, LinkItem } from './link.ts';
import { WINDOW_BYTES, createLink } from './link.ts';

/** One end of a tunnel in hand: what it sends is kept, and the test says what it receives. */
const openEnd = () => {
  const sent: Frame[] = [];
  const lost: string[] = [];
  let deliver: (data: Uint8Array) => void = () => undefined;
  let next = 0;
  const messaging: Messaging = {
    publish: (_subject, data) => {
      const decoded = decodeFrame(data);
      if (decoded !== undefined) sent.push(decoded.frame);
    },
    subscribe: (subject, handler) => {
      deliver = (data) => { handler({ subject, data }); };
      return () => undefined;
    },
    request: () => Promise.reject(new Error('nobody is asked')),
    publishDurable: () => Promise.reject(new Error('nothing is kept')),
    onReconnect: () => () => undefined,
  };
  const link = createLink({
    messaging, clock: { now: () => 0, after: () => () => undefined }, receiveOn: 'up', sendOn: 'down',
    onControl: () => undefined, onLost: (why) => { lost.push(why); },
  });
  const receive = (frame: Frame): void => {
    deliver(encodeFrame({ number: next, frame }));
    next += 1;
  };
  const receiveData = (length: number): void => { receive({ type: 'data', channel: 1, bytes: new Uint8Array(length) }); };
  const sentBytes = (): number => sent.reduce((total, frame) => total + (frame.type === 'data' ? frame.bytes.length : 0), 0);
  return { link, lost, sent, sentBytes, receive, receiveData };
};

const takeAll = async (link: Link): Promise<readonly LinkItem[]> => {
  const all: LinkItem[] = [];
  for await (const item of link.items) all.push(item);
  return all;
};

const bytesOf = (items: readonly LinkItem[]): number => items.reduce((total, { bytes }) => total + (bytes?.length ?? 0), 0);

/** Lets everything go on that needs nothing but its turn. */
const turns = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

describe('an end of a tunnel', () => {
  it('takes a window with a whole frame at its end, as senders may send it', () => {
    const { lost, receiveData } = openEnd();
    for (let at = 0; at < WINDOW_BYTES - MAX_DATA_BYTES; at += MAX_DATA_BYTES) receiveData(MAX_DATA_BYTES);
    receiveData(MAX_DATA_BYTES - 1);
    receiveData(MAX_DATA_BYTES);
    expect(lost).to.deep.equal([]);
  });

  it('ends when more is sent than it granted, and keeps no more than that', async () => {
    const { link, lost, receiveData } = openEnd();
    for (let sent = 0; sent < 100; sent += 1) receiveData(60_000);
    expect(lost).to.deep.equal(['more was sent than granted']);
    expect(bytesOf(await takeAll(link))).to.be.below(WINDOW_BYTES + MAX_DATA_BYTES);
  });

  it('receives without end what it takes', async () => {
    const { link, lost, sent, receiveData } = openEnd();
    const items = link.items[Symbol.asyncIterator]();
    for (let round = 0; round < 50; round += 1) {
      for (let at = 0; at < WINDOW_BYTES; at += MAX_DATA_BYTES) receiveData(MAX_DATA_BYTES);
      for (let at = 0; at < WINDOW_BYTES; at += MAX_DATA_BYTES) await items.next();
    }
    expect(lost).to.deep.equal([]);
    const granted = sent.reduce((total, frame) => total + (frame.type === 'credit' ? frame.count : 0), 0);
    expect(granted).to.equal(50 * WINDOW_BYTES);
  });

  it('does not heap up frames that weigh nothing', async () => {
    const { link, receive, receiveData } = openEnd();
    for (let sent = 0; sent < 1000; sent += 1) {
      receiveData(0);
      receive({ type: 'half-close', channel: 0 });
    }
    link.close();
    expect(await takeAll(link)).to.deep.equal([{ channel: 0, bytes: undefined }]);
  });

  it('goes beyond what it was granted by no more than a frame, however many send at once', async () => {
    const { link, sentBytes, receive } = openEnd();
    const sending = Promise.all(Array.from({ length: 20 }, (_, channel) => link.send({ channel, bytes: new Uint8Array(MAX_DATA_BYTES - 1) })));
    await turns();
    expect(sentBytes()).to.be.within(WINDOW_BYTES, WINDOW_BYTES + MAX_DATA_BYTES - 1);
    const before = sentBytes();
    receive({ type: 'credit', count: before - WINDOW_BYTES + 1 });
    await turns();
    expect(sentBytes() - before).to.equal(MAX_DATA_BYTES - 1);
    link.close();
    await sending;
  });
});
