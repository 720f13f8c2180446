import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import type { ReadYaml } from '../../services/kit/port.ts';
import { createYamlReader } from './yaml-reader.ts';

const thread = new URL('../processes/yaml-thread.ts', import.meta.url);
const bytes = (text: string): Uint8Array => Buffer.from(text);
const json = (read: ReadYaml): unknown => ('json' in read ? JSON.parse(Buffer.from(read.json).toString()) : read);
const slow = bytes('a: b: c: '.repeat(60_000));

describe('reading YAML on a thread', function suite() {
  this.timeout(60_000);

  it('answers JSON, complaints and faults', async () => {
    const reader = createYamlReader({ thread });
    expect(json(await reader.read(bytes('a: [1, yes]\n')))).to.deep.equal({ a: [1, true] });
    expect(await reader.read(bytes('a: 1\na: 2\n'))).to.deep.include({ complaints: ['yaml: unmarshal errors:\n  line 2: key "a" already set in map'] });
    expect(await reader.read(bytes('a: [1'))).to.have.property('error');
    expect(await reader.read(Uint8Array.of(0xff, 0xfe))).to.deep.equal({ error: 'yaml: invalid UTF-8' });
    reader.stop();
  });
  it('keeps nobody waiting', async () => {
    const reader = createYamlReader({ thread });
    let isDone = false;
    const reading = reader.read(slow).then(() => { isDone = true; });
    let turns = 0;
    while (!isDone && turns < 5) {
      await pause(1);
      turns += 1;
    }
    expect(turns).to.equal(5);
    await reading;
    reader.stop();
  });
  it('gives up what takes too long, and reads on', async () => {
    const reader = createYamlReader({ thread, limitMs: 100 });
    expect(await reader.read(bytes('a: b: c: '.repeat(300_000)))).to.deep.equal({ error: 'yaml: the document takes too long to read' });
    const patient = createYamlReader({ thread });
    expect(json(await patient.read(bytes('a: 1')))).to.deep.equal({ a: 1 });
    patient.stop();
    reader.stop();
  });
  it('says when too many wait', async () => {
    const reader = createYamlReader({ thread, mostWaiting: 2 });
    const all = await Promise.all(Array.from({ length: 5 }, () => reader.read(bytes('a: 1'))));
    expect(all.filter((read) => 'busy' in read)).to.have.length(2);
    reader.stop();
  });
});
