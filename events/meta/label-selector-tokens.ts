export interface Token {
  readonly kind: 'identifier' | 'symbol' | 'end';
  readonly text: string;
}

const TOKEN = /\s*(?:(?<symbol>==|!=|[=!(),<>])|(?<identifier>[^\s=!(),<>]+))/gy;

/** Splits a label selector into symbols and identifiers; white space only separates. `in` and `notin` are identifiers. */
export const labelSelectorTokens = (text: string): readonly Token[] =>
  [...text.trim().matchAll(TOKEN)].map(({ groups }): Token => {
    const symbol = groups?.['symbol'];
    return symbol === undefined ? { kind: 'identifier', text: groups?.['identifier'] ?? '' } : { kind: 'symbol', text: symbol };
  });
