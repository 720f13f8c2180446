import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const FOLDER = import.meta.dirname;
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

interface MapRow {
  readonly name: string;
  readonly cells: readonly string[];
}

/** Rows of the README's tables whose first cell is a name of upstream's. */
const rows: readonly MapRow[] = read('README.md').split('\n')
  .filter((line) => line.startsWith('| [sig-'))
  .map((line) => {
    const [name = '', ...cells] = line.split(' | ').map((cell) => cell.replaceAll(/^\| | \|$/g, '').trim());
    return { name, cells };
  });
const mapped = rows.filter(({ cells }) => cells[0]?.endsWith('.test.ts`'));
const later = rows.filter((row) => !mapped.includes(row));
const fileOf = ({ cells }: MapRow): string => (cells[0] ?? '').replaceAll('`', '');
const titleOf = ({ cells }: MapRow): string => cells[1] ?? '';

/** Titles as the source spells them. */
const titlesIn = (file: string): string[] => [...read(file).matchAll(/\bit\('((?:[^'\\]|\\.)+)'/g)].map(([, title = '']) => title.replaceAll(/\\(.)/g, '$1'));

describe('the map of conformance tests', () => {
  it('names every test of the list exactly once', () => {
    const names = read('class-a.txt').trim().split('\n');
    expect(names).length(140);
    expect(rows.map(({ name }) => name).toSorted()).deep.equal(names.toSorted());
  });

  it('names tests that are there', () => {
    const missing = mapped.filter((row) => !titlesIn(fileOf(row)).includes(titleOf(row))).map((row) => `${fileOf(row)}: ${titleOf(row)}`);
    expect(missing).deep.equal([]);
  });

  it('uses no test twice, and leaves none out', () => {
    const used = mapped.map((row) => `${fileOf(row)}: ${titleOf(row)}`);
    expect(new Set(used).size).equal(used.length);
    const files = readdirSync(FOLDER).filter((file) => file.endsWith('.test.ts') && file !== 'map.test.ts');
    expect(files.flatMap((file) => titlesIn(file).map((title) => `${file}: ${title}`)).toSorted()).deep.equal(used.toSorted());
  });

  it('gives a reason for what comes later', () => {
    for (const { name, cells } of later) expect(cells[0], name).match(/^[a-zA-Z][a-zA-Z ()]+$/);
  });
});
