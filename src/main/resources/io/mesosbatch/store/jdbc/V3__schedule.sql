-- Lists that are run again and again.
create table schedule (
  id varchar primary key,
  -- mesosbatch.v1.Schedule
  schedule bytea not null,
  origin varchar not null,
  -- what was due up to then has been dealt with
  since bigint not null,
  last_job varchar
);

-- The list of a schedule, as it was given.
create table schedule_list (
  id varchar not null,
  part integer not null,
  bytes bytea not null,
  primary key (id, part)
);
