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

create table "schema_version" (
  "installed_rank" integer not null constraint "schema_version_pk" primary key,
  "version" varchar(50),
  "description" varchar(200) not null,
  "type" varchar(20) not null,
  "script" varchar(1000) not null,
  "checksum" integer,
  "installed_by" varchar(100) not null,
  "installed_on" timestamp default current_timestamp not null,
  "execution_time" integer not null,
  "success" boolean not null
);

insert into "schema_version" ("installed_rank", "version", "description", "type", "script", "checksum", "installed_by", "execution_time", "success")
  values (1, '1', 'job store', 'SQL', 'V1__job_store.sql', -1977586607, 'mesos_batch', 100, true);

insert into setting values ('framework_id', 'f-1');

alter table draft alter column job restart with 4;

insert into job values (3, 'nightly', ${bytes:12076e696768746c791a0f546865206e696768746c792072756e}, 'digest', ${bytes:0bf474896363505e5ea5e5d6ace8ebfb13a760a409b1fb467d428fc716f9f284}, 'inbox/nightly.json', 2, 1, 1, 1000, 0, 6, 'by a user', 1700);

insert into tally values (3, 0, 1, 0, 0, 0, 0);

insert into spec values (6442450944, 0, ${bytes:0000018e78013bc8c8c59b9c9f57965a54a2909659545c22c4cec50a66280973b1241794160b304871723280c1037b25212ee6dcd45c24b10207ab3a21732e252e21c7f0e078175737c7509f90f82057774f7f3f219ed452dde4d4bc92a2c41c5d432e412e0e4fbf80d090784f1721881d52cefaf90525fa25f9f939c5fa3067e8ea66e6159496d8161b5be9eb27952667a796e867e6e9831da5a0ab9b5f5a0292d507d2103186e38c5c7c30cdc5a940568a1007171b8445bc2f1a19852c88f286109237a0b648b912ef0f88bbd03c0211640000c7a06fad});

insert into task values (6442450944, 3, 0, null, 2, 'agent-2', 'host-2', 'http://host-2:5051', 1500, 1600, 0, 1, null, ${bytes:0a130a1166697273742e6e696768746c792e302e3210012a2a0a2837663363326135302d396437632d346633652d386135332d3663326634663066386231652d5331373100001000de39da4148025a10303132333435363738396162636465666a0e0a0c2a0a120831302e302e302e37}, false);

insert into earlier_attempt values (6442450944, 1, 'agent-1', 'host-1', 'http://host-1:5051', 1100, 0, 1200, 5, null, ${bytes:0a130a1166697273742e6e696768746c792e302e3110052a2a0a2837663363326135302d396437632d346633652d386135332d3663326634663066386231652d5331373100001000de39da4148025a10303132333435363738396162636465666a0e0a0c2a0a120831302e302e302e37}, true);
