import { type TileName, tileWidth } from "../../../src/tlog/tile.ts";

/** Every tile of hashes of a tree, level by level, full and partial; bundles of entries are like those of level 0. */
export function* tilesOf(size: number): Generator<TileName & { readonly level: number }> {
  for (let level = 0; tileWidth(level, 0, size) > 0; level++) {
    for (let index = 0; ; index++) {
      const width = tileWidth(level, index, size);
      if (width === 0) break;
      yield { level, index, width };
    }
  }
}
