/** Tells whether an Accept-Encoding field (RFC 9110 section 12.5.3) takes a content coding: by its name or by `*`, not with `q=0`. */
export function takesCoding(field: string | undefined, coding: string): boolean {
  let byName: boolean | undefined;
  let byStar = false;
  for (const one of field?.split(",") ?? []) {
    const [, name = "", q] = /^\s*([^\s;]+)\s*(?:;\s*q=([\d.]+)\s*)?$/i.exec(one) ?? [];
    const taken = q === undefined || Number(q) > 0;
    if (name.toLowerCase() === coding) byName = taken;
    else if (name === "*") byStar = taken;
  }
  return byName ?? byStar;
}
