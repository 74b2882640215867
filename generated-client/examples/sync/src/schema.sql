-- Each row of Dixa is kept as JSON, with all of its properties, those that the client doesn't know yet included.
-- The other columns are read from it, for queries; add your own.

create table if not exists agents (
    id text primary key,
    json text not null,
    run integer not null,             -- the last one in which the list had it
    gone integer not null default 0,  -- the list has it no more
    display_name text as (json ->> '$.displayName'),
    email text as (json ->> '$.email')
) strict;

create table if not exists teams (
    id text primary key,
    json text not null,
    run integer not null,
    gone integer not null default 0,
    name text as (json ->> '$.name')
) strict;

create table if not exists queues (
    id text primary key,
    json text not null,
    run integer not null,
    gone integer not null default 0,
    name text as (json ->> '$.name')
) strict;

create table if not exists tags (
    id text primary key,
    json text not null,
    run integer not null,
    gone integer not null default 0,
    name text as (json ->> '$.name'),
    state text as (json ->> '$.state')
) strict;

create table if not exists end_users (
    id text primary key,
    json text not null,
    run integer not null,
    gone integer not null default 0,
    display_name text as (json ->> '$.displayName'),
    email text as (json ->> '$.email')
) strict;

create table if not exists activity_log (
    id text primary key,
    json text not null,
    run integer not null,
    gone integer not null default 0,  -- always 0: the log is read in parts
    conversation_id integer as (json ->> '$.conversationId'),
    type text as (json ->> '$._type'),
    at text as (json ->> '$.activityTimestamp')
) strict;

create table if not exists conversations (
    id integer primary key,
    json text not null,
    requester_id text as (json ->> '$.requesterId'),
    channel text as (json ->> '$.channel'),
    state text as (json ->> '$.state'),
    queue_id text as (json ->> '$.queue.id'),
    created_at text as (json ->> '$.createdAt')
) strict;

create table if not exists messages (
    id text primary key,
    conversation_id integer not null references conversations (id),
    json text not null,
    author_id text as (json ->> '$.authorId'),
    created_at text as (json ->> '$.createdAt')
) strict;

create index if not exists messages_of_conversation on messages (conversation_id);

create table if not exists ratings (
    id text primary key,
    conversation_id integer not null references conversations (id),
    json text not null,
    type text as (json ->> '$.ratingType'),
    score integer as (json ->> '$.ratingScore')
) strict;

create index if not exists ratings_of_conversation on ratings (conversation_id);

-- From here on: how far the sync is.

-- A run goes through all lists once, however often it is interrupted.
create table if not exists runs (
    number integer primary key,
    log_since integer,                   -- Unix seconds: where this run begins in the activity log
    log_until integer,                   -- the newest entry that it met
    finished integer not null default 0
) strict;

-- The lists of the current run.
create table if not exists lists (
    name text primary key,
    cursor text,                         -- where to go on; null at the beginning
    finished integer not null default 0
) strict;

-- What has to be fetched one by one.
create table if not exists pending (
    kind text not null,
    id text not null,
    cursor text,                         -- where to go on, if it is a list
    failed integer not null default 0,   -- it failed before; such rows come last
    primary key (kind, id)
) strict;

create index if not exists pending_in_order on pending (kind, failed);

-- What could not be fetched, since Dixa doesn't have it (any more).
create table if not exists skipped (
    kind text not null,
    id text not null,
    run integer not null,
    request_id text,
    primary key (kind, id)
) strict;
