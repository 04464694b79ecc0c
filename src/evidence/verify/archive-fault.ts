/** Words for why an archive was not read. */
import type { Bilingual } from "../../domain/bilingual.ts";
import type { ArchiveCode } from "../archive.ts";

export const ARCHIVE_FAULTS: Readonly<Record<ArchiveCode, Bilingual>> = {
  "not-an-archive": { en: "it is not a ZIP archive", zh: "不是 ZIP 归档" },
  "too-large": { en: "it is larger than evidence may be", zh: "超过证据文件大小上限" },
  "too-many-files": { en: "it has more files than evidence may have", zh: "超过证据文件数上限" },
  compressed: { en: "its files are compressed; evidence is not", zh: "其中文件经过压缩；证据文件不压缩" },
  encrypted: { en: "its files are encrypted; evidence is not", zh: "其中文件经过加密；证据文件不加密" },
  link: { en: "it holds a link", zh: "含有链接文件" },
  "bad-path": { en: "it holds a file name that is not allowed", zh: "含有不允许的文件名" },
  "duplicate-path": { en: "two of its files have one name", zh: "含有同名文件" },
  inconsistent: { en: "its directory and its files do not agree", zh: "归档目录与文件不一致" },
  checksum: { en: "a file is damaged", zh: "有文件已损坏" },
  "not-canonical": { en: "it is not in the form of evidence", zh: "不符合证据归档格式" },
};
