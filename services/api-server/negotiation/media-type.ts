/** One media type of an Accept header or a Content-Type, lower-cased; parameter values keep their case. */
export interface MediaType {
  /** `application/json`. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface AcceptClause extends MediaType {
  readonly quality: number;
}

const unquote = (value: string): string => (value.startsWith('"') && value.endsWith('"') && value.length > 1 ? value.slice(1, -1) : value);

/** Reads `type/subtype; a=b`. Lenient: an odd parameter is ignored. */
export const parseMediaType = (text: string): MediaType => {
  const [name = '', ...rest] = text.split(';');
  const parameters: Record<string, string> = {};
  for (const part of rest) {
    const at = part.indexOf('=');
    if (at > 0) parameters[part.slice(0, at).trim().toLowerCase()] = unquote(part.slice(at + 1).trim());
  }
  return { name: name.trim().toLowerCase(), parameters };
};

/** Clauses by falling quality, in the client's order among equals; `q=0` clauses are left out. Empty for no header. */
export const parseAccept = (header: string | undefined): readonly AcceptClause[] => {
  if (header === undefined || header.trim() === '') return [];
  const clauses = header.split(',').map((part): AcceptClause => {
    const type = parseMediaType(part);
    const quality = Number(type.parameters['q'] ?? '1');
    return { ...type, quality: Number.isFinite(quality) ? quality : 1 };
  });
  return clauses.filter((clause) => clause.quality > 0).sort((left, right) => right.quality - left.quality);
};
