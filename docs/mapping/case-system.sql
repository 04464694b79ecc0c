-- 案件系统的几张表（示例） · Some tables of a case system, as an example, with one case.
create table case_file (
  id bigint primary key,
  number text not null,                    -- 统一受案号
  kind text not null,                      -- 本系统的案件类别
  stage text,
  loss_wan numeric(12, 4),                 -- 应赔金额，万元
  officer text not null, officer_phone text not null, approver text not null, approved timestamptz not null,
  letter text not null,                    -- 移送函文号
  issued timestamptz not null,
  transfer_id uuid not null default gen_random_uuid()  -- 重发时不变
);
create table person (
  id bigint primary key, case_id bigint not null references case_file,
  name text not null, id_card text not null, sex char(1) not null, nation text,
  home_division text not null, home text not null, phone text not null,
  harm text not null, relation_to_victim text not null, sheltered boolean not null default false,
  household_id bigint not null, aid_status text not null, aid_letter text, aid_day date, aid_yuan numeric(12, 2),
  wants_aid boolean not null, willing_since date not null
);
create table household (id bigint primary key, head text not null, size int not null, wage_yuan numeric(12, 2) not null,
  line_yuan numeric(8, 2) not null, asked_on date not null, deposits_yuan numeric(12, 2));
create table household_member (household_id bigint not null references household, person_id bigint, name text not null, relation text not null);
create table need (person_id bigint not null references person, code text not null, urgent boolean not null);
-- 代码对照：本系统的代码 → 清单的代码 · The system's codes and the list's
create table code_map (list text not null, own text not null, code text not null, primary key (list, own));

insert into code_map values
  ('category', '刑检', '1'), ('category', '控申', '5'), ('stage', '起诉', '3'),
  ('sex', 'M', '1'), ('sex', 'F', '2'), ('ethnicity', '汉', '01'), ('harm', '车祸', '04'), ('harm', '伤害', '01'),
  ('relation', '本人', '01'), ('relation', '户主', '02'), ('relation', '妻', '12'), ('relation', '子', '20'),
  ('aid', '已决定', '40'), ('aid', '未申请', '00');
insert into case_file (id, number, kind, stage, loss_wan, officer, officer_phone, approver, approved, letter, issued) values
  (1, '32072320250000123', '刑检', '起诉', 18.6, '林知远', '0518-88000000', '周明理', '2025-06-16 09:00+08', '灌检救移〔2025〕12号', '2025-06-16 09:30+08');
insert into household values (1, '陈秀兰', 2, 14400, 830, '2025-06-10', 3200.5);
insert into person values
  (7, 1, '陈秀兰', '320723198806140007', 'F', '汉', '320723', '灌云县城北路8号', '13900000001', '车祸', '妻', false, 1,
   '已决定', '灌检救决〔2025〕7号', '2025-06-12', 30000, true, '2025-06-15');
insert into household_member values (1, 7, '陈秀兰', '户主'), (1, null, '陈小满', '子');
insert into need values (7, 'N01', true), (7, 'N04', false);
