const BLOCK = 512;

export interface TarEntry {
  readonly path: string;
  readonly mode: number;
  readonly content: Uint8Array;
  /** Makes it a symbolic link; the content is empty then. */
  readonly link?: string;
}

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;

const header = ({ path, mode, content, link }: TarEntry): Buffer => {
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0, 100);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(content.length, 12), 124);
  block.write(octal(0, 12), 136);
  block.write('        ', 148);
  block.write(link === undefined ? '0' : '2', 156);
  if (link !== undefined) block.write(link, 157, 100);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
};

/** A ustar archive of plain files and links owned by root, dated 1970: the same entries always give the same bytes. */
export const tar = (entries: readonly TarEntry[]): Buffer => {
  const padded = entries.flatMap((entry) => [header(entry), entry.content, Buffer.alloc((BLOCK - (entry.content.length % BLOCK)) % BLOCK)]);
  return Buffer.concat([...padded, Buffer.alloc(2 * BLOCK)]);
};
