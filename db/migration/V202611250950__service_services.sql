create table service (
    name        text primary key,
    version     int         not null,
    cluster     text        not null references cluster (name),
    type        text        not null,
    customer    text        not null,
    release     text        not null,
    request     text        not null,
    objects     text        not null,
    revision    int         not null check (revision > 0),
    since       timestamptz not null,
    last_change text        not null,
    health      text        not null check (health in ('HEALTHY', 'PROGRESSING', 'DEGRADED', 'SUSPENDED', 'MISSING', 'UNKNOWN')),
    health_note text        not null,
    address     text        not null,
    as_of       timestamptz
);
create index service_customer on service (customer, name);
create index service_release on service (type, release);
