create table cluster (
    name     text primary key,
    edition  int         not null,
    customer text        not null,
    project  text        not null,
    region   text        not null,
    zones    text        not null,
    plan     text        not null,
    version  text        not null,
    status   text        not null,
    note     text        not null,
    pools    text        not null,
    endpoint text        not null,
    ca       text        not null,
    as_of    timestamptz
);
create index cluster_customer on cluster (customer, name);
