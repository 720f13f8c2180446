const SHORT: readonly (readonly [string, string])[] = [['ReadWriteOnce', 'RWO'], ['ReadOnlyMany', 'ROX'], ['ReadWriteMany', 'RWX'], ['ReadWriteOncePod', 'RWOP']];

/** `RWO,ROX`: access modes as tables show them. */
export const accessModesText = (modes: readonly string[]): string => SHORT.filter(([mode]) => modes.includes(mode)).map(([, short]) => short).join(',');
