/** Owners of work that get no packet of it: the procuratorate itself, and a body of social workers that it has a contract with. */
export const OWN_WORK: ReadonlySet<unknown> = new Set(["procuratorate", "social-work"]);
