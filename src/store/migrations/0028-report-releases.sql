-- Hidden values of reports that their procuratorates have made known. The names of approvers are here and not in the log.
create table report_releases (
  sender text not null,
  period text not null,
  cell text not null,
  approver text not null,
  reason text not null,
  at bigint not null,
  primary key (sender, period, cell)
);
