/** Items of a list as far as they are taken, and whether there are more. */
export interface FirstItems<Item> {
  readonly items: readonly Item[];
  readonly more: boolean;
}

/** Takes the first items of a list that is read page after page. */
export async function firstOf<Item>(list: AsyncIterable<Item>, most: number): Promise<FirstItems<Item>> {
  const items: Item[] = [];
  for await (const item of list) {
    if (items.length === most) return { items, more: true };
    items.push(item);
  }
  return { items, more: false };
}
