-- 一案一份清单，一行一份 JSON · One list a case, one JSON a row. $1: case_file.id
with codes as (select jsonb_object_agg(list || ' ' || own, code) as of from code_map)
select jsonb_strip_nulls(jsonb_build_object(
  'header', jsonb_build_object(
    'transferId', c.transfer_id,
    'listNumber', c.letter,
    'schemaVersion', '1.0.0',
    'messageType', 'NEW',
    'from', jsonb_build_object('department', 'procuratorate', 'division', '320723', 'name', '示例县人民检察院'),
    'secrecy', '0',
    'urgency', '3',
    'issuedAt', to_char(c.issued at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS') || '+08:00',
    'legalBasis', 'consent',
    'currencyUnit', '元',
    'officer', jsonb_build_object('name', c.officer, 'office', '第六检察部', 'phone', c.officer_phone),
    'approval', jsonb_build_object('approver', c.approver,
      'approvedAt', to_char(c.approved at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS') || '+08:00')),
  'case', jsonb_build_object(
    'caseNumber', c.number,
    'stage', codes.of -> ('stage ' || c.stage),
    'category', codes.of -> ('category ' || c.kind),
    -- 万元须换算为元 · 万元 become 元, exactly
    'compensation', jsonb_build_object('known', c.loss_wan is not null, 'due', round(c.loss_wan * 10000, 2))),
  'subjects', (select jsonb_agg(jsonb_build_object(
    'personId', 'P-' || p.id,
    'identity', jsonb_build_object(
      'name', p.name, 'idType', '01', 'idNumber', p.id_card, 'verification', jsonb_build_object('status', '1'),
      'sex', codes.of -> ('sex ' || p.sex),
      'birth', jsonb_build_object('date', to_char(to_date(substr(p.id_card, 7, 8), 'YYYYMMDD'), 'YYYY-MM-DD'), 'precision', 'D')),
    'demographics', jsonb_build_object('ethnicity', codes.of -> ('ethnicity ' || p.nation), 'nationality', 'CHN', 'lifeStatus', '1'),
    'address', jsonb_build_object('residence', jsonb_build_object('division', p.home_division, 'text', p.home)),
    'contact', jsonb_build_object('persons', jsonb_build_array(jsonb_build_object(
      'name', p.name, 'relation', '01', 'phone', p.phone, 'safeToCall', not p.sheltered))),
    'cause', jsonb_build_object('harmCause', codes.of -> ('harm ' || p.harm), 'protected', p.sheltered,
      'relationToVictim', codes.of -> ('relation ' || p.relation_to_victim)),
    'household', jsonb_build_object('householdId', 'H-' || h.id, 'size', h.size, 'headName', h.head,
      'members', (select jsonb_agg(jsonb_build_object('personId', 'P-' || m.person_id, 'name', m.name,
          'relation', codes.of -> ('relation ' || m.relation)))
        from household_member m where m.household_id = h.id)),
    'income', jsonb_build_object(
      'period', jsonb_build_object('from', to_char(h.asked_on - interval '1 year' + interval '1 day', 'YYYY-MM-DD'), 'to', to_char(h.asked_on, 'YYYY-MM-DD')),
      'wage', h.wage_yuan, 'total', h.wage_yuan, 'perCapitaMonthly', round(h.wage_yuan / 12 / h.size, 2),
      'subsistenceLine', jsonb_build_object('amount', h.line_yuan, 'division', p.home_division, 'year', extract(year from h.asked_on)::int),
      'provenance', jsonb_build_object('source', '3', 'collectedOn', to_char(h.asked_on, 'YYYY-MM-DD'))),
    'property', jsonb_build_object(
      'deposits', case when h.deposits_yuan is null then '{"holding": "unknown"}'
        else jsonb_build_object('holding', 'has', 'amount', h.deposits_yuan) end,
      'securities', '{"holding": "unknown"}'::jsonb, 'houses', '{"holding": "unknown"}'::jsonb,
      'vehicles', '{"holding": "unknown"}'::jsonb, 'businesses', '{"holding": "unknown"}'::jsonb),
    'difficulty', jsonb_build_object('types', '["01", "02"]'::jsonb, 'nature', '1', 'level', '2',
      'longTerm', '{"needed": false}'::jsonb, 'specialGroups', '["04"]'::jsonb),
    'judicialAid', jsonb_build_object('status', codes.of -> ('aid ' || p.aid_status), 'decisionNumber', p.aid_letter,
      'decidedOn', to_char(p.aid_day, 'YYYY-MM-DD'), 'amount', p.aid_yuan),
    'needs', jsonb_build_object(
      'items', (select jsonb_agg(jsonb_build_object('code', n.code, 'urgency', case when n.urgent then '2' else '3' end) order by n.code)
        from need n where n.person_id = p.id),
      'willApply', case when p.wants_aid then '1' else '2' end, 'helpedApply', false),
    'existingAid', '{"noneConfirmed": true}'::jsonb,
    'consent', jsonb_build_object('records', jsonb_build_array(jsonb_build_object(
      'receivers', '["civil-affairs", "medical-insurance"]'::jsonb, 'purpose', '社会救助衔接',
      'groups', '["identity", "demographics", "address", "contact", "cause", "household", "income", "property", "difficulty", "judicialAid", "needs", "existingAid", "consent"]'::jsonb,
      'form', '1', 'signer', 'self', 'date', to_char(p.willing_since, 'YYYY-MM-DD'))))
    ) order by p.id)
    from person p join household h on h.id = p.household_id where p.case_id = c.id)
)) as list
from case_file c cross join codes where c.id = $1
