import { useMutation } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { type ComponentType, lazy, Suspense, useState } from "react";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import { AnswerPacket } from "../desk/answer-packet.tsx";
import { answeredTransfer } from "../desk/answered-transfer.ts";
import { OpenedPacketView } from "../desk/opened-packet.tsx";
import { ClockTime } from "../parts/clock-time.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { Loading } from "../parts/loading.tsx";
import { Verdict } from "../parts/verdict.tsx";
import { DiscDoor } from "./disc-door.tsx";
import { type OffLineDesk, type OpenedPackage, openPackage, saveFeedback, saveReceipt } from "./off-line-desk.ts";

const ReportBack = lazy(() => import("../desk/report-back.tsx").then((part) => ({ default: part.ReportBack })));

/** Work with discs: a package is opened, read, answered and reported about; nothing is sent, files are saved. */
export const DiscPage: ComponentType = function DiscPage() {
  const { say } = useSpeech();
  useTitle("disc.title");
  const [desk, setDesk] = useState<OffLineDesk>();
  const [chosen, setChosen] = useState<string>();
  const open = useMutation({
    mutationFn: ({ at, file }: { readonly at: OffLineDesk; readonly file: File }) => openPackage(at, file),
  });
  const leave = () => {
    open.reset();
    setChosen(undefined);
    setDesk(undefined);
  };
  return (
    <>
      <h1>{say("disc.title")}</h1>
      <p className="no-print">{say("disc.what")}</p>
      {desk === undefined ? (
        <DiscDoor enter={setDesk} />
      ) : (
        <>
          <p className="line no-print">
            <code>{desk.party}</code>
            <Button onClick={leave}>{say("desk.signOut")}</Button>
          </p>
          <div className="no-print">
            <FileDrop
              label={say("disc.choose")}
              accept=".aidpkg"
              chosen={chosen}
              take={(file) => {
                setChosen(file.name);
                open.mutate({ at: desk, file });
              }}
            />
          </div>
          <div aria-live="polite">
            {open.isPending && <Loading />}
            {open.error !== null && <FaultNotice error={open.error} />}
          </div>
          {open.data !== undefined && <PackageView key={open.data.read.id} desk={desk} opened={open.data} />}
        </>
      )}
    </>
  );
};

/** An opened package: what was verified, the answer, the document, and the report. */
function PackageView({ desk, opened }: { readonly desk: OffLineDesk; readonly opened: OpenedPackage }) {
  const { say, pick } = useSpeech();
  const { read, packet, refusal, checks, side } = opened;
  const nameOf = (id: string) => {
    const name = read.names[id];
    return name === undefined ? id : pick(name);
  };
  const transfer = packet && answeredTransfer(packet.body);
  return (
    <>
      <h2>
        {packet === undefined ? say("packet.title") : pick(wordOf("message", packet.type))}{" "}
        <small>…{read.id.slice(-8)}</small>
      </h2>
      <section className="no-print" aria-label={say("packet.checks")}>
        <ul className="checks">
          {checks.map(({ title, status }) => (
            <li key={title}>
              <Verdict status={status} /> {say(title)}
            </li>
          ))}
        </ul>
        <p className="quiet">
          {say("disc.until")} <ClockTime at={read.until} />
        </p>
      </section>
      <AnswerPacket
        desk={{ party: desk.party, department: { acknowledge: (_packet, verdict) => saveReceipt(opened, verdict) } }}
        packet={read}
        broken={refusal?.reason}
        recorded={undefined}
      />
      <Alert className="no-print" type="info" showIcon title={say("disc.carry")} />
      {packet !== undefined && <OpenedPacketView nameOf={nameOf} packet={packet} recorded={undefined} />}
      {packet !== undefined && transfer !== undefined && (
        <Suspense fallback={<Loading />}>
          <ReportBack
            desk={{
              department: {
                client: side,
                sendFeedback: (about, document, options) =>
                  saveFeedback(opened, { ...packet, ...about }, document, options),
              },
            }}
            packet={packet}
            transfer={transfer}
            words={{ send: "disc.seal", sent: "disc.sealed" }}
          />
        </Suspense>
      )}
    </>
  );
}
