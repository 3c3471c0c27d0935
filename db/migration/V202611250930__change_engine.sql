create sequence change_number start 1001;

create table change (
    id             bigint      primary key,
    version        int         not null,
    kind           text        not null,
    title          text        not null,
    customer       text        not null,
    cluster        text,
    service        text,
    target         text        not null,
    request        text        not null,
    requester      text        not null,
    requester_name text        not null,
    reason         text        not null check (reason <> ''),
    ticket         text        not null,
    status         text        not null check (status in ('DRAFT', 'PLANNED', 'AWAITING_APPROVAL', 'APPROVED', 'WAITING_FOR_WINDOW',
        'RUNNING', 'SUCCEEDED', 'FAILED', 'ERRORED', 'ROLLED_BACK', 'REJECTED', 'EXPIRED', 'CANCELLED')),
    status_note    text        not null,
    revision       int         not null,
    plan           text,
    fingerprint    text        check (fingerprint ~ '^[0-9a-f]{64}$'),
    basis          text        check (basis ~ '^[0-9a-f]{64}$'),
    differences    text        not null,
    safe_point     text        not null,
    way_back       text        not null,
    sealed         timestamptz,
    checked_again  timestamptz,
    votes_voided   text,
    created        timestamptz not null,
    started        timestamptz,
    ended          timestamptz,
    paused         boolean     not null,
    going_back     boolean     not null,
    waiting_what   text,
    waiting_who    text,
    waiting_until  timestamptz,
    next_at        timestamptz,
    check ((plan is null) = (fingerprint is null))
);
-- one active change per target, whatever the runners believe
create unique index change_running on change (target) where status = 'RUNNING';
create index change_active on change (next_at) where status in ('APPROVED', 'RUNNING');
create index change_customer on change (customer, created desc);

create table change_step (
    id           bigint generated always as identity primary key,
    change       bigint      not null references change,
    back         boolean     not null,
    position     int         not null,
    type         text        not null,
    title        text        not null,
    params       text        not null,
    impact       text        not null,
    rule         text        not null,
    measure      text        not null,
    weight       int         not null,
    undoes       int,
    state        text        not null check (state in ('NEXT', 'BEGUN', 'EXECUTED', 'DONE', 'FAILED', 'SKIPPED')),
    progress     text        not null,
    memory       text        not null,
    attempts     int         not null,
    begun        timestamptz,
    ended        timestamptz,
    faulty_since timestamptz,
    cause        text,
    evidence     text        not null
);
create index change_step_of on change_step (change, back, position);
create index change_step_measure on change_step (measure, ended desc) where state = 'DONE';

create table change_log (
    number bigint generated always as identity primary key,
    change bigint      not null references change,
    step   int         not null,
    at     timestamptz not null,
    text   text        not null
);
create index change_log_of on change_log (change, number);

create table change_remark (
    id     bigint generated always as identity primary key,
    change bigint      not null references change,
    at     timestamptz not null,
    author text        not null,
    text   text        not null check (text <> '')
);

-- Who carries a change out now. The fence grows with each holder: what an earlier one still does can be told apart.
create table change_lease (
    change bigint      primary key references change,
    holder text        not null,
    fence  bigint      not null,
    until  timestamptz not null
);

-- the one switch that holds all runs; at most one row
create table run_hold (
    one    boolean     primary key default true check (one),
    since  timestamptz not null,
    holder text        not null,
    reason text        not null
);
