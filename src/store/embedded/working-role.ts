/** The database role that the gateway works as: it owns the gateway's database and has no right beyond it. */
import { createHmac } from "node:crypto";
import type pg from "pg";

/** Name of the role that the gateway works as. */
export const WORKING_ROLE = "aidx";

/** Password of the working role: made from the superuser's, which cannot be found from it. */
export function workingPassword(ownerPassword: string): string {
  return createHmac("sha256", ownerPassword).update(WORKING_ROLE).digest("base64url");
}

/** Gives what a former version made as the superuser to the working role. One transaction; nothing to do is nothing done. */
const HAND_OVER = `
do $$
declare
  one record;
  me oid := (select oid from pg_roles where rolname = current_user);
begin
  for one in select nspname from pg_namespace where nspowner = me and nspname !~ '^pg_' and nspname <> 'information_schema' loop
    execute format('alter schema %I owner to ${WORKING_ROLE}', one.nspname);
  end loop;
  for one in
    select c.oid::regclass as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relowner = me and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      and (c.relkind in ('r', 'p', 'v', 'm')
           or c.relkind = 'S' and not exists (
             select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')))
  loop
    execute format('alter table %s owner to ${WORKING_ROLE}', one.name);
  end loop;
  for one in
    select p.oid::regprocedure as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.proowner = me and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  loop
    execute format('alter routine %s owner to ${WORKING_ROLE}', one.name);
  end loop;
  for one in
    select t.oid::regtype as name from pg_type t join pg_namespace n on n.oid = t.typnamespace
    where t.typowner = me and t.typtype in ('e', 'd') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  loop
    execute format('alter type %s owner to ${WORKING_ROLE}', one.name);
  end loop;
end $$`;

/** Makes the working role on a cluster where it is missing. @param superuser connection of the superuser */
export async function makeWorkingRole(superuser: pg.Client, ownerPassword: string): Promise<void> {
  const { rowCount } = await superuser.query("select from pg_roles where rolname = $1", [WORKING_ROLE]);
  // The password has the letters of base64url only.
  const password = `password '${workingPassword(ownerPassword)}'`;
  if (rowCount === 0) await superuser.query(`create role ${WORKING_ROLE} login ${password}`);
  // Which statements are slow, and who holds back what, are seen in the other connections' states.
  await superuser.query(`grant pg_monitor to ${WORKING_ROLE}`);
}

/** Makes the working role the owner of a database and of what is in it. @param superuser connection to that database */
export async function handOver(superuser: pg.Client, database: string): Promise<void> {
  const { rowCount } = await superuser.query(
    "select from pg_database d join pg_roles r on r.oid = d.datdba where d.datname = $1 and r.rolname = $2",
    [database, WORKING_ROLE],
  );
  if (rowCount === 1) return;
  await superuser.query(`begin; ${HAND_OVER}; alter database ${database} owner to ${WORKING_ROLE}; commit`);
}
