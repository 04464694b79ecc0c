/** An object without its members that are null or undefined: JSON answers leave out what there is not. */
export type Present<Members> = { -readonly [Name in keyof Members]?: NonNullable<Members[Name]> };

/** Leaves out the members that are null or undefined. */
export function present<Members extends object>(members: Members): Present<Members> {
  const there = Object.entries(members).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(there) as Present<Members>;
}
