import { Button } from "antd";
import { useEffect, useMemo, useState } from "react";
import { dayInChina } from "../../domain/codes/calendar-date.ts";
import type { PacketView } from "../../domain/generated/answers.ts";
import { platform } from "../../sdk/environment.ts";
import type { OpenedPacket } from "../../sdk/packet.ts";
import { withheldGroups } from "../../sheets/disclosed-groups.ts";
import { documentParts } from "../../sheets/document-parts.ts";
import { layoutOf } from "../../sheets/layout.ts";
import { shownFields } from "../../sheets/shown-fields.ts";
import { useSpeech } from "../app/language.tsx";
import { ClockTime } from "../parts/clock-time.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import { type Print, PRINTS, letterFacts } from "../print/letter-facts.ts";
import { PrintSheet } from "../print/print-sheet.tsx";
import { ShortId } from "../parts/short-id.tsx";
import type { Purpose } from "../print/purposes.ts";
import { DueTag } from "./due-tag.tsx";
import { mayNameMinor } from "./minors.ts";
import { PacketDocument } from "./packet-document.tsx";
import { useDocumentField } from "./packet-schema.ts";
import { PurposeQuestion } from "./purpose-question.tsx";

interface Props {
  /** Gives the name of a party by its id. */
  readonly nameOf: (id: string) => string;
  readonly packet: OpenedPacket;
  readonly recorded: PacketView | undefined;
}

/** What an opened packet says about itself, and its document. */
export function OpenedPacketView({ nameOf, packet, recorded }: Props) {
  const { say, pick } = useSpeech();
  const field = useDocumentField(packet.type, packet.version);
  const layout = useMemo(
    () => (field.data === undefined ? undefined : layoutOf(shownFields(field.data, packet.body))),
    [field.data, packet],
  );
  const parts = useMemo(
    () => (layout === undefined ? undefined : documentParts(layout, packet.body, pick)),
    [layout, packet, pick],
  );
  const withheld = field.data === undefined ? [] : withheldGroups(field.data, packet.disclosed);
  const { due } = packet;
  const [print, setPrint] = useState<Print>("letter");
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (asked > 0) window.print();
  }, [asked]);
  const [purpose, setPurpose] = useState<Purpose>();
  const [waiting, setWaiting] = useState<() => void>();
  const minor = useMemo(() => mayNameMinor(packet.body, dayInChina(new Date(platform.now()))), [packet]);
  /** Does what makes a copy: of a minor's record once somebody has said what it is for. */
  const copying = (work: () => void) => {
    if (minor && purpose === undefined) setWaiting(() => work);
    else work();
  };
  const facts = useMemo(() => letterFacts(packet, recorded), [packet, recorded]);
  const printIt = (kind: Print) => {
    setPrint(kind);
    setAsked(asked + 1);
  };
  const exportXlsx = async () => {
    if (layout === undefined) return;
    const { saveWorkbook } = await import("./save-workbook.ts");
    saveWorkbook(layout, packet);
  };
  return (
    <>
      <dl className="facts no-print">
        <dt>{say("packet.from")}</dt>
        <dd>{nameOf(packet.from)}</dd>
        <dt>{say("packet.received")}</dt>
        <dd>
          <ClockTime at={packet.sealedAt * 1000} />
        </dd>
        <dt>{say("packet.due")}</dt>
        <dd>
          <DueTag due={due.receipt} now={platform.now()} />
        </dd>
        {due.feedback !== undefined && (
          <>
            <dt>{say("packet.dueFeedback")}</dt>
            <dd>
              <DueTag due={due.feedback} now={platform.now()} />
            </dd>
          </>
        )}
        <dt>{say("packet.id")}</dt>
        <dd>
          <ShortId id={packet.id} />
        </dd>
        <dt>{say("packet.thread")}</dt>
        <dd>
          <ShortId id={packet.thread} />
        </dd>
        <dt>{say("packet.policy")}</dt>
        <dd>{packet.policy}</dd>
      </dl>
      {withheld.length > 0 && (
        <p className="no-print">
          {say("packet.withheld", { groups: withheld.map(({ title }) => pick(title)).join("、") })}
        </p>
      )}
      <p className="line no-print">
        {PRINTS.map((kind) => (
          <Button
            key={kind}
            aria-keyshortcuts={kind === "letter" ? "p" : undefined}
            onClick={() => copying(() => printIt(kind))}
          >
            {say("print.do", { form: say(`print.${kind}`) })}
          </Button>
        ))}
        <Button onClick={() => copying(() => void exportXlsx())} disabled={layout === undefined}>
          {say("packet.xlsx")}
        </Button>
        <span className="quiet">{say("packet.keepsSecret")}</span>
      </p>
      {field.error !== null && <FaultNotice error={field.error} retry={() => void field.refetch()} />}
      <PurposeQuestion
        open={waiting !== undefined}
        close={() => setWaiting(undefined)}
        choose={(chosen) => {
          setPurpose(chosen);
          setWaiting(undefined);
          waiting?.();
        }}
      />
      <PrintSheet kind={print} facts={facts} nameOf={nameOf} purpose={purpose} />
      {parts === undefined ? (
        field.isPending && <Loading />
      ) : (
        <div
          className={print === "letter" ? "attachment" : "no-print"}
          onCopy={(event) => {
            if (!minor || purpose !== undefined) return;
            event.preventDefault();
            copying(() => undefined);
          }}
        >
          <p className="only-print">{say("print.attachment")}</p>
          <PacketDocument parts={parts} />
        </div>
      )}
    </>
  );
}
