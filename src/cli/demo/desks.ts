import { join } from "node:path";
import { WORDS } from "../../domain/words/words.ts";
import { AUDITOR } from "./cast.ts";
import type { Site } from "./site.ts";
import type { Stage } from "./stage.ts";
import { nameOf } from "./tables.ts";

/** Parties whose desks are worth a look: who sends, two that get packets, who audits, who runs the gateway. */
const DESKS = ["procuratorate", "civil-affairs", "medical-insurance", AUDITOR, "operator"];

/** Tells where the console is, and with which id and key file each desk is opened. */
export function deskLines(stage: Stage, site: Site, url: string): string[] {
  const name = (party: string) =>
    stage.say(
      party === "auditor" || party === "operator"
        ? WORDS.role[party]
        : { zh: nameOf(party, ({ zh }) => zh), en: nameOf(party, ({ en }) => en) },
    );
  return [
    stage.say({ zh: `  网页控制台 ${url}/console/`, en: `  web console ${url}/console/` }),
    stage.say({
      zh: "  登录时填写单位标识并选择密钥文件（本机无须信任文件）：",
      en: "  to sign in, give the id of the unit and its key file (no trust file is needed on this machine):",
    }),
    ...DESKS.map((party) => `    ${party}  ${name(party)}\n      ${keyFile(site, party)}`),
  ];
}

function keyFile({ env }: Site, party: string): string {
  return join(env["AIDX_KEYS_DIR"] ?? "", "dev", `${party}.jwks.json`);
}
