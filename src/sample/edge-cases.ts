/**
 * Edge cases of real data that a clean sample lacks, one entry each. The changed subject is valid after
 * input folding; a subject that a case does not fit is returned unchanged. Long because it is one table.
 */
import type { Place } from "./places.ts";
import { sampleCitizenNumber } from "./person.ts";
import type { Random } from "./random.ts";
import type { WholeSubject } from "./whole-subject.ts";

/** Place, day (`YYYY-MM-DD`) and random source of the subject that an edge case changes. */
export interface EdgeSetting {
  readonly random: Random;
  readonly place: Place;
  readonly today: string;
}

/** Change to a subject that real data often shows, with its English name. */
export interface EdgeCase {
  readonly name: string;
  readonly apply: (subject: WholeSubject, setting: EdgeSetting) => WholeSubject;
}

/** Table of the edge cases, in the order in which lists use them. */
export const EDGE_CASES: readonly EdgeCase[] = [
  {
    name: "15-digit citizen number",
    apply: (subject) =>
      changeNumber(subject, (number) =>
        number.slice(6, 8) === "19" ? number.slice(0, 6) + number.slice(8, 17) : number,
      ),
  },
  { name: "full-width digits", apply: (subject) => changeNumber(subject, fullWidth) },
  { name: "lower-case x", apply: (subject) => changeNumber(subject, (number) => number.toLowerCase()) },
  { name: "Cyrillic Ha", apply: (subject) => changeNumber(subject, (number) => number.replace("X", "\u0445")) },
  {
    name: "spaces in the number",
    apply: (subject) => changeNumber(subject, (number) => `${number.slice(0, 6)} ${number.slice(6)}`),
  },
  { name: "zero-width space", apply: (subject) => changeNumber(subject, (number) => `\u200b${number}\ufeff`) },
  { name: "bullet as the dot of a name", apply: (subject) => rename(subject, "阿依努尔•买买提") },
  { name: "katakana dot", apply: (subject) => rename(subject, "古丽夏提・艾合买提") },
  { name: "full stop as dot", apply: (subject) => rename(subject, "尼玛.次仁") },
  { name: "long name", apply: (subject) => rename(subject, "阿卜杜热伊木江·麦麦提吐尔逊·伊斯拉木·阿不都热合曼") },
  { name: "padded name", apply: (subject) => rename(subject, "张\u3000芳") },
  { name: "rare character beyond the BMP", apply: (subject) => rename(subject, "李𠮷") },
  { name: "rare character of extension A", apply: (subject) => rename(subject, "赵㛃䶮") },
  { name: "rare character of extension E", apply: (subject) => rename(subject, "王𬭎") },
  { name: "variant glyph", apply: (subject) => rename(subject, "周邨") },
  { name: "child with a birth certificate only", apply: childWithBirthCertificate },
  { name: "passport", apply: (subject, { random }) => foreigner(subject, "08", `E${random.digits(8)}`, "VNM") },
  {
    name: "foreign permanent resident, before 2023",
    apply: (subject, { random }) => foreigner(subject, "07", `USA${random.digits(12)}`, "USA"),
  },
  {
    name: "permit of Hong Kong with digits of re-issue",
    apply: (subject, { random }) => foreigner(subject, "04", `H${random.digits(8)}01`, "HKG"),
  },
  { name: "permit of Taiwan", apply: (subject, { random }) => foreigner(subject, "05", random.digits(8), "TWN") },
  {
    name: "residence permit",
    apply: (subject) =>
      foreigner(subject, "06", sampleCitizenNumber("810000", subject.identity.birth.date ?? "1990-01-01"), "HKG"),
  },
  { name: "guardian is the offender", apply: guardianInConflict },
  { name: "year of birth only", apply: (subject) => changeBirth(subject, (date) => `${date.slice(0, 4)}-00-00`) },
  {
    name: "month of birth only, with a dot",
    apply: (subject) => changeBirth(subject, (date) => `${date.slice(0, 4)}.${Number(date.slice(5, 7))}`),
  },
  {
    name: "other brackets in a document number",
    apply: (subject) => {
      const number = subject.judicialAid.decisionNumber;
      if (number === undefined) return subject;
      const written = number.replace("〔", "[").replace("〕", "]第0");
      return { ...subject, judicialAid: { ...subject.judicialAid, decisionNumber: written } };
    },
  },
  {
    name: "telephone with the prefix of China",
    apply: (subject) =>
      changePhone(subject, (phone) =>
        phone.startsWith("1") ? `+86 ${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}` : phone,
      ),
  },
  {
    name: "full-width code",
    apply: (subject) => ({
      ...subject,
      identity: { ...subject.identity, sex: fullWidth(subject.identity.sex) as typeof subject.identity.sex },
    }),
  },
  {
    name: "decomposed text",
    apply: (subject) => ({
      ...subject,
      address: { residence: { ...subject.address.residence, text: `${subject.address.residence.text} Cafe\u0301` } },
    }),
  },
  {
    name: "member of two households",
    apply: (subject) => {
      const members = subject.household.members.map((member, index) =>
        index === 1 ? { ...member, shareNote: "与祖父母家庭轮流生活" } : member,
      );
      return { ...subject, household: { ...subject.household, members } };
    },
  },
  {
    name: "missing person",
    apply: (subject) => ({ ...subject, demographics: { ...subject.demographics, lifeStatus: "4" } }),
  },
];

function fullWidth(text: string): string {
  return text.replace(/[!-~]/g, (narrow) => String.fromCharCode(narrow.charCodeAt(0) + 0xfee0));
}

function changeNumber(subject: WholeSubject, change: (number: string) => string): WholeSubject {
  const { idType, idNumber } = subject.identity;
  if (idType !== "01" || idNumber === undefined) return subject;
  return { ...subject, identity: { ...subject.identity, idNumber: change(idNumber) } };
}

/** Renames the subject in every place that holds the old name. */
function rename(subject: WholeSubject, name: string): WholeSubject {
  const old = subject.identity.name;
  const renamed = (text: string): string => (text === old ? name : text);
  return {
    ...subject,
    identity: { ...subject.identity, name },
    contact: { persons: subject.contact.persons.map((person) => ({ ...person, name: renamed(person.name) })) },
    household: {
      ...subject.household,
      headName: renamed(subject.household.headName),
      members: subject.household.members.map((member) => ({ ...member, name: renamed(member.name) })),
    },
  };
}

function childWithBirthCertificate(subject: WholeSubject, { random }: EdgeSetting): WholeSubject {
  if (subject.guardianship === undefined || subject.disability !== undefined) return subject;
  const { idNumber: _, ...identity } = subject.identity;
  const { registered: __, ...address } = subject.address;
  return {
    ...subject,
    identity: { ...identity, idType: "09", idNumber: `S${random.digits(9)}` },
    demographics: { ...subject.demographics, hukouType: "3" },
    address,
  };
}

/** Turns a subject with a citizen number into a person who is not a citizen of the mainland. */
function foreigner(
  subject: WholeSubject,
  idType: "04" | "05" | "06" | "07" | "08",
  idNumber: string,
  nationality: string,
): WholeSubject {
  if (subject.identity.idType !== "01" || subject.disability !== undefined) return subject;
  const { ethnicity: _, hukouType: __, ...demographics } = subject.demographics;
  const { registered: ___, ...address } = subject.address;
  return {
    ...subject,
    identity: { ...subject.identity, idType, idNumber },
    demographics: { ...demographics, nationality },
    address,
  };
}

/** Marks the first guardian as the offender, and adds a second guardian, who becomes the contact. */
function guardianInConflict(subject: WholeSubject): WholeSubject {
  const first = subject.guardianship?.guardians[0];
  if (first === undefined) return subject;
  const second = {
    name: "示例姑姑",
    relation: "90" as const,
    phone: "13900009999",
    kind: "6" as const,
    conflict: false,
  };
  return {
    ...subject,
    guardianship: { guardians: [{ ...first, conflict: true }, second] },
    contact: { persons: [{ name: second.name, relation: "90", phone: second.phone, safeToCall: true }] },
  };
}

function changeBirth(subject: WholeSubject, change: (date: string) => string): WholeSubject {
  const { date, precision } = subject.identity.birth;
  if (date === undefined || precision !== "D") return subject;
  // The precision stays D on purpose: real senders shorten the date and forget to change the precision.
  return { ...subject, identity: { ...subject.identity, birth: { date: change(date), precision: "D" } } };
}

function changePhone(subject: WholeSubject, change: (phone: string) => string): WholeSubject {
  return {
    ...subject,
    contact: {
      persons: subject.contact.persons.map(({ phone, ...person }) =>
        phone === undefined ? person : { ...person, phone: change(phone) },
      ),
    },
  };
}
