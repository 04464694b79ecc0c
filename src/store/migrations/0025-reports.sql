-- Reports of a procuratorate about a period, each made once after its cut: counts and sums, nothing about a person.
create table reports (
  sender text not null,
  period text not null check (period ~ '^\d{4}-\d{2}$'),
  -- Canonical JSON of both versions, and what the next report needs of this one.
  public text not null,
  internal text not null,
  carried text not null,
  -- The log's entry about it, as it was hashed.
  entry bytea not null,
  primary key (sender, period)
);
