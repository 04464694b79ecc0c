import type { AidSubjectList, Subject } from "../schema/generated/aid-subject-list.ts";

/** Subject with the groups that some needs do not ask for. */
export type WholeSubject = Subject &
  Required<Pick<Subject, "contact" | "household" | "income" | "property" | "consent">>;

/** List of such subjects. */
export type WholeList = Omit<AidSubjectList, "subjects"> & { subjects: WholeSubject[] };
