/** The contract of the store for reports: what they count, and how they are kept. */
import type { RecordedEntry } from "../../domain/recorded-entry.ts";
import type { ThreadRows } from "../ports.ts";

/** Reverse leads of one department in a period, by what came of them until the cut. */
export interface LeadCounts {
  readonly leads: number;
  /** Those that the procuratorate signed for. */
  readonly signed: number;
  /** Those with a person in a list that the procuratorate sent later; null when the index that tells it was destroyed. */
  readonly listed: number | null;
}

/** A report as it is kept: canonical JSON of both versions, what the next one needs, and the bytes of the log's entry. */
export interface KeptReport {
  readonly sender: string;
  readonly period: string;
  readonly public: string;
  readonly internal: string;
  readonly carried: string;
  readonly entry: Buffer;
}

/** A hidden value of a report that its procuratorate has made known. Names of persons stay out of the log. */
export interface Release {
  readonly sender: string;
  readonly period: string;
  /** Name of the value, see report/release.ts. */
  readonly cell: string;
  readonly approver: string;
  readonly reason: string;
  /** Ms since the epoch. */
  readonly at: number;
}

/** Reads what reports count, and keeps reports. */
export interface ReportRows {
  /** Counts the reverse leads to a procuratorate that were accepted from `start` to `cut` (ms), by department. */
  leads(recipient: string, start: number, cut: number): Promise<LeadCounts[]>;
  /** Keeps a release with its entry. The first one of a value stands. */
  release(release: Release, entry: RecordedEntry): Promise<void>;
  /** Lists the releases of a report, in the order of their names. */
  releases(sender: string, period: string): Promise<Release[]>;
  /** Reads the last report of a sender before a period. */
  reportBefore(sender: string, period: string): Promise<KeptReport | undefined>;
  /** Gives when the first list of a sender was accepted, ms; undefined when there is none. */
  firstListAt(sender: string): Promise<number | undefined>;
  /** Reads the threads of a sender that were accepted before `cut`, in their order, in portions of a bounded size. */
  threadsOf(sender: string, cut: number): AsyncIterable<readonly ThreadRows[]>;
  report(sender: string, period: string): Promise<KeptReport | undefined>;
  /** Reads the last report of a sender. */
  lastReport(sender: string): Promise<KeptReport | undefined>;
  /** Keeps a report with the log's entry about it. One that another process has made meanwhile stands. */
  keep(report: Omit<KeptReport, "entry">, entry: RecordedEntry): Promise<void>;
}
