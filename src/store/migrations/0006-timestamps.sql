-- RFC 3161 time stamps of published checkpoints. Nothing hangs on them: an exchange does without.
create table timestamps (
  -- Entries in the checkpoint's tree.
  size bigint primary key,
  -- The signed note, verbatim, as it was published then.
  checkpoint text not null,
  -- The authority's answer, verbatim: a DER TimeStampResp, verified before it was kept.
  token bytea not null,
  -- The authority's time.
  stamped_at timestamptz not null
);
