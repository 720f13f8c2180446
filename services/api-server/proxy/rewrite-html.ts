/** Attributes that hold a URL, by element. */
const URL_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  a: ['href'], applet: ['codebase'], area: ['href'], audio: ['src'], base: ['href'], blockquote: ['cite'], body: ['background'], button: ['formaction'], command: ['icon'], del: ['cite'],
  embed: ['src'], form: ['action'], frame: ['longdesc', 'src'], head: ['profile'], html: ['manifest'], iframe: ['longdesc', 'src'], img: ['longdesc', 'src', 'usemap'], input: ['src', 'usemap', 'formaction'],
  ins: ['cite'], link: ['href'], object: ['classid', 'codebase', 'data', 'usemap'], q: ['cite'], script: ['src'], source: ['src'], track: ['src'], video: ['poster', 'src'],
};

/** Elements whose content is text, whatever it looks like. */
const RAW: ReadonlySet<string> = new Set(['iframe', 'noembed', 'noframes', 'noscript', 'plaintext', 'script', 'style', 'textarea', 'title', 'xmp']);

/** A tag that is longer is taken for text. */
const MAX_TAG_CHARS = 16 * 1024;

/** Begins only where a name does, so that a long word is looked at once. */
const ATTRIBUTE = /(?<![^\s"'<>/=])([^\s"'<>/=]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'=<>`]+)/g;

type RewriteUrl = (url: string) => string;

const unquote = (text: string): readonly [quote: string, value: string] => {
  const first = text.charAt(0);
  return first === '"' || first === "'" ? [first, text.slice(1, -1)] : ['', text];
};

const nameOf = (tag: string): string => /^<([A-Za-z][^\s/>]*)/.exec(tag)?.[1]?.toLowerCase() ?? '';

const rewriteTag = (tag: string, rewrite: RewriteUrl): string => {
  const name = nameOf(tag);
  const wanted = Object.hasOwn(URL_ATTRIBUTES, name) ? URL_ATTRIBUTES[name] ?? [] : [];
  if (wanted.length === 0) return tag;
  const head = name.length + 1;
  return tag.slice(0, head) + tag.slice(head).replace(ATTRIBUTE, (whole: string, ...groups: readonly string[]) => {
    const [attribute = '', equals = '', given = ''] = groups;
    if (!wanted.includes(attribute.toLowerCase())) return whole;
    const [quote, value] = unquote(given);
    return `${attribute}${equals}${quote}${rewrite(value)}${quote}`;
  });
};

/** Index behind the tag that begins at 0; -1 when it does not end yet. */
const tagEnd = (text: string): number => {
  let quote = '';
  const limit = Math.min(text.length, MAX_TAG_CHARS);
  for (let at = 1; at < limit; at += 1) {
    const char = text.charAt(at);
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '>') return at + 1;
    else if ((char === '"' || char === "'") && /=\s*$/.test(text.slice(Math.max(0, at - 8), at))) quote = char;
  }
  return -1;
};

interface State {
  pending: string;
  /** What ends the text that is passed on as it is: of a comment, of an element's raw content; '' in between. */
  until: string;
}

/** Passes on until the text's end, which may be cut; undefined when more is needed. */
const passRaw = (state: State): string | undefined => {
  const at = state.pending.toLowerCase().indexOf(state.until);
  if (at < 0) {
    const safe = Math.max(0, state.pending.length - state.until.length + 1);
    const passed = state.pending.slice(0, safe);
    state.pending = state.pending.slice(safe);
    return passed === '' ? undefined : passed;
  }
  const end = state.until === '-->' ? at + 3 : at;
  const passed = state.pending.slice(0, end);
  state.pending = state.pending.slice(end);
  state.until = '';
  return passed;
};

const take = (state: State, chars: number): string => {
  const taken = state.pending.slice(0, chars);
  state.pending = state.pending.slice(chars);
  return taken;
};

/** At a `<`; undefined when more is needed to know what it begins. */
const passMarkup = (state: State, rewrite: RewriteUrl): string | undefined => {
  const { pending } = state;
  if (pending.length < 4) return undefined;
  if (pending.startsWith('<!--')) {
    state.until = '-->';
    return take(state, 4);
  }
  if (!/^<[A-Za-z/!?]/.test(pending)) return take(state, 1);
  const end = tagEnd(pending);
  if (end < 0) return pending.length >= MAX_TAG_CHARS ? take(state, 1) : undefined;
  const tag = take(state, end);
  if (RAW.has(nameOf(tag))) state.until = `</${nameOf(tag)}`;
  return rewriteTag(tag, rewrite);
};

const step = (state: State, rewrite: RewriteUrl): string | undefined => {
  if (state.pending === '') return undefined;
  if (state.until !== '') return passRaw(state);
  const at = state.pending.indexOf('<');
  if (at === 0) return passMarkup(state, rewrite);
  return take(state, at < 0 ? state.pending.length : at);
};

/** One character for each byte, whatever the page's encoding, so that bytes stay what they are. */
const toText = (bytes: Uint8Array): string => {
  let text = '';
  for (let from = 0; from < bytes.length; from += 4096) text += String.fromCharCode(...bytes.subarray(from, from + 4096));
  return text;
};

const toBytes = (text: string): Uint8Array => {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
};

/** A page whose links lead where `rewrite` says; everything else stays byte by byte. Holds back at most one tag. */
export async function* rewriteHtml(chunks: AsyncIterable<Uint8Array>, rewrite: RewriteUrl): AsyncGenerator<Uint8Array> {
  const state: State = { pending: '', until: '' };
  for await (const chunk of chunks) {
    state.pending += toText(chunk);
    let ready = '';
    for (let passed = step(state, rewrite); passed !== undefined; passed = step(state, rewrite)) ready += passed;
    if (ready !== '') yield toBytes(ready);
  }
  if (state.pending !== '') yield toBytes(state.pending);
}
