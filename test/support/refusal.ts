type Kind<E> = abstract new (...args: never[]) => E;

/** Error of one kind that a call throws; undefined when it returns. An error of another kind goes through. */
export function thrown<E extends Error>(kind: Kind<E>, call: () => unknown): E | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return only(kind, error);
  }
}

/** Error of one kind with which a call rejects or that it throws; undefined when it resolves. An error of another kind goes through. */
export async function rejection<E extends Error>(kind: Kind<E>, call: () => unknown): Promise<E | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return only(kind, error);
  }
}

function only<E extends Error>(kind: Kind<E>, error: unknown): E {
  if (error instanceof kind) return error;
  throw error;
}
