create table customer (
    id            text        primary key check (id ~ '^[a-z][a-z0-9-]{1,29}$'),
    name          text        not null unique check (name <> ''),
    tier          text        not null check (tier in ('PRODUCTION', 'TRIAL')),
    data_region   text        not null check (data_region <> ''),
    zone          text        not null check (zone <> ''),
    onboarded     boolean     not null default false,
    registered_at timestamptz not null,
    version       int         not null
);

create table customer_contact (
    customer text not null references customer on delete cascade,
    position int  not null,
    name     text not null check (name <> ''),
    email    text not null check (email like '%_@_%'),
    duty     text not null check (duty in ('TECHNICAL', 'SECURITY', 'BUSINESS')),
    primary key (customer, position)
);

create table project (
    id                text        primary key check (id ~ '^[a-z][a-z0-9-]{4,28}[a-z0-9]$'),
    customer          text        not null references customer,
    region            text        not null,
    zones             text[]      not null check (cardinality(zones) > 0),
    network           text        not null,
    subnet            text        not null,
    pod_range         text        not null,
    service_range     text        not null check (service_range <> pod_range),
    onboarded         boolean     not null default false,
    registered_at     timestamptz not null,
    access_tested_at  timestamptz,
    access_refusal    text,
    version           int         not null,
    check (access_refusal is null or access_tested_at is not null)
);
create index project_of_customer on project (customer);

-- One row per check and project: its newest finding, and the waiver that may stand beside it.
create table preflight_result (
    project         text        not null references project on delete cascade,
    name            text        not null,
    outcome         text        not null check (outcome in ('PASS', 'WARN', 'FAIL')),
    cause           text        not null,
    fixes           text        not null check (fixes is json array),
    planned         text        not null,
    checked_at      timestamptz not null,
    waived_by       text,
    waived_by_name  text,
    waived_at       timestamptz,
    waived_until    timestamptz,
    waived_because  text        check (waived_because <> ''),
    primary key (project, name),
    check (num_nulls(waived_by, waived_by_name, waived_at, waived_until, waived_because) in (0, 5)),
    check (waived_until > waived_at)
);

create table onboarding (
    id              bigint      generated always as identity primary key,
    customer        text        references customer,
    project         text        references project on delete set null,
    state           text        not null check (state in ('OPEN', 'SUBMITTED', 'DISCARDED')),
    outcome         text        not null default '',
    started_by      text        not null,
    started_by_name text        not null,
    started_at      timestamptz not null,
    ended_at        timestamptz,
    check ((state = 'OPEN') = (ended_at is null)),
    check (state <> 'SUBMITTED' or (customer is not null and outcome <> ''))
);
create index onboarding_open on onboarding (customer) where state = 'OPEN';

create table onboarding_step (
    onboarding    bigint      not null references onboarding on delete cascade,
    step          text        not null,
    data          text        not null check (data is json object),
    version       int         not null check (version > 0),
    saved_at      timestamptz not null,
    saved_by_name text        not null,
    primary key (onboarding, step)
);
