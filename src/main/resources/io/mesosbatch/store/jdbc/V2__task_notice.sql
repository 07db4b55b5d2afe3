-- Ends of tasks that the world is to be told of, in their order.
create table task_notice (
  number bigint generated always as identity primary key,
  task_key bigint not null
);
