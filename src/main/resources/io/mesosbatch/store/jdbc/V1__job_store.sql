-- Runs unchanged on H2 and PostgreSQL.
--
-- task_key is job * 2^31 + index: one number, because H2 keeps a table with such a key as one tree.
-- phase: 1 PENDING, 2 LAUNCHED, 3 RUNNING, 4 FINISHED, 5 FAILED, 6 KILLED, 7 SKIPPED.
-- state and reason: the numbers of mesos.v1.TaskState and mesos.v1.TaskStatus.Reason.
-- All times are ms since the epoch; 0: it has not come to that.

create table setting (
  name varchar(100) primary key,
  content varchar not null
);

-- A job on its way in. Its tasks are stored under its number, which nobody knows until it is a job.
create table draft (
  job bigint generated always as identity primary key,
  started_at bigint not null
);

create table job (
  job bigint primary key,
  id varchar not null,
  header bytea not null,
  source_key varchar,
  source_digest bytea,
  origin varchar not null,
  tasks integer not null,
  phase smallint not null,
  -- 1 under way, 2 ended, 3 reported, 4 being deleted, 5 deleted but for this row
  stage smallint not null,
  submitted_at bigint not null,
  ended_at bigint not null,
  -- set if the job is to start nothing more
  stop_phase smallint,
  stop_reason varchar,
  stopped_at bigint,
  constraint job_id unique (id),
  constraint job_source unique (source_digest)
);

create index job_stage on job (stage, ended_at);

-- How many tasks of a job are in each phase; all others are PENDING.
create table tally (
  job bigint primary key,
  launched integer not null,
  running integer not null,
  finished integer not null,
  failed integer not null,
  killed integer not null,
  skipped integer not null
);

-- The tasks as their list gave them, some in a row, compressed together. task_key is of the first.
create table spec (
  task_key bigint not null,
  part smallint not null,
  bytes bytea not null,
  primary key (task_key, part)
);

-- A task that is no longer as new, with its last attempt (number 0: none).
create table task (
  task_key bigint primary key,
  phase smallint not null,
  not_before bigint not null,
  ended_because varchar,
  attempt integer not null,
  agent_id varchar not null,
  hostname varchar not null,
  agent_url varchar not null,
  launched_at bigint not null,
  running_at bigint not null,
  ended_at bigint not null,
  state smallint,
  reason smallint,
  status bytea,
  free boolean not null
);

-- The attempts before the last.
create table earlier_attempt (
  task_key bigint not null,
  attempt integer not null,
  agent_id varchar not null,
  hostname varchar not null,
  agent_url varchar not null,
  launched_at bigint not null,
  running_at bigint not null,
  ended_at bigint not null,
  state smallint,
  reason smallint,
  status bytea,
  free boolean not null,
  primary key (task_key, attempt)
);

-- For people: every attempt as a row.
create view attempt as
select task_key / 2147483648 as job, mod(task_key, 2147483648) as task_index, attempt, agent_id,
  hostname, agent_url, launched_at, running_at, ended_at, state, reason, free
from task where attempt > 0
union all
select task_key / 2147483648, mod(task_key, 2147483648), attempt, agent_id,
  hostname, agent_url, launched_at, running_at, ended_at, state, reason, free
from earlier_attempt;
