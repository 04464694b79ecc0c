const SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const RANDOM_PER_ID = 10;
const IDS_PER_DRAW = 256;

/**
 * Longest time that an id may be ahead of the clock, ms: a search for ids by time allows for it. The bound keeps a clock
 * that was set back by an hour from making ids of the old hour until it is over.
 */
export const UUID7_AHEAD_MS = 5_000;

/**
 * Makes a source of UUIDv7 (RFC 9562 section 5.7), lower case. Ids of one source increase strictly: within
 * a millisecond the 12 bits of `rand_a` count up from a random start in their lower half (section 6.2,
 * method 1); when they run over, or the clock goes back a little, the id's time runs ahead of the clock.
 * It follows a clock that goes back by more than `UUID7_AHEAD_MS`, and ids begin anew from there.
 * Ids of different sources differ by the 62 random bits of `rand_b`.
 *
 * @param now milliseconds since the epoch
 * @param random gives that many bytes of a cryptographic source; called once for 256 ids
 */
export function createUuid7(now: () => number, random: (length: number) => Uint8Array): () => string {
  let time = -1;
  let counter = 0;
  let pool: Uint8Array = new Uint8Array(0);
  let used = 0;

  return () => {
    if (used === pool.length) {
      pool = random(RANDOM_PER_ID * IDS_PER_DRAW);
      used = 0;
    }
    const at = used;
    used += RANDOM_PER_ID;
    const byte = (i: number): number => pool[at + i] as number;

    const present = Math.floor(now());
    if (present > time || time - present > UUID7_AHEAD_MS) {
      time = present;
      counter = ((byte(0) << 8) | byte(1)) & 0x7ff;
    } else if (++counter > 0xfff) {
      time++;
      counter = ((byte(0) << 8) | byte(1)) & 0x7ff;
    }

    const high = Math.floor(time / 0x1_0000_0000);
    const low = time >>> 0;
    return (
      hex(high >>> 8) +
      hex(high) +
      hex(low >>> 24) +
      hex(low >>> 16) +
      "-" +
      hex(low >>> 8) +
      hex(low) +
      "-" +
      hex(0x70 | (counter >>> 8)) +
      hex(counter) +
      "-" +
      hex(0x80 | (byte(2) & 0x3f)) +
      hex(byte(3)) +
      "-" +
      hex(byte(4)) +
      hex(byte(5)) +
      hex(byte(6)) +
      hex(byte(7)) +
      hex(byte(8)) +
      hex(byte(9))
    );
  };
}

function hex(value: number): string {
  return HEX[value & 0xff] as string;
}

/** Tells whether a text is a UUIDv7 as the protocol writes it: lower case, with hyphens. */
export function isUuid7(text: string): boolean {
  return SHAPE.test(text);
}

/** Reads the time in a UUIDv7 that `isUuid7` takes, milliseconds since the epoch. */
export function uuid7Time(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
