import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A new temporary directory for one run. Others may enter it, not list it: under root the embedded
 * PostgreSQL runs as another account, and would else put its cluster where nobody takes it away.
 */
export function newHome(prefix: string): string {
  const home = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(home, 0o711);
  return home;
}
