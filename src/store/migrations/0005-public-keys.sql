-- Every public key that signed something, for evidence: it must still be had when its party has long put
-- another in its place, or left the directory. That it was registered, the log says, not this table.
create table public_keys (
  kid text primary key,
  party text not null,
  -- JWK, public members only.
  jwk text not null
);
