import { CaseMoved } from "../../casework/ports.ts";
import { DocumentKeyTaken } from "../../exchange/store-port.ts";

/**
 * Turns the error of a commit whose document's number, or place in its case, another message took first into the one that the
 * port promises.
 */
export async function orTaken<T>(commit: Promise<T>): Promise<T> {
  return commit.catch((error: unknown) => {
    switch ((error as { constraint?: unknown } | null)?.constraint) {
      case "document_keys_pkey":
        throw new DocumentKeyTaken("another message used this number first", { cause: error });
      case "case_facts_pkey":
      case "inquiries_turn":
        throw new CaseMoved("another message changed the case first", { cause: error });
      default:
        throw error;
    }
  });
}
