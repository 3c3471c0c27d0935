-- A person is one verified identity. Every key ever verified for it (an e-mail address) leads to the same person, so that a
-- renamed account, a second account or a token never counts as somebody else.
create table person (
    id       text primary key check (length(id) between 1 and 200),
    name     text not null,
    seen_at  timestamptz not null
);

create table person_key (
    key        text primary key,
    person     text not null references person,
    added_at   timestamptz not null
);

create table subject (
    issuer   text not null,
    subject  text not null,
    person   text not null references person,
    seen_at  timestamptz not null,
    primary key (issuer, subject)
);
create index subject_person on subject (person);

-- what the identity provider said of this subject when it was last asked
create table subject_role (
    issuer    text not null,
    subject   text not null,
    role      text not null check (role in ('OPERATOR', 'APPROVER', 'AUDITOR', 'ADMIN')),
    customer  text not null default '', -- empty: everywhere
    primary key (issuer, subject, role, customer),
    foreign key (issuer, subject) references subject on delete cascade
);

create table machine_token (
    id            uuid primary key,
    label         text not null check (length(label) between 1 and 100),
    prefix        text not null unique,
    hash          bytea not null unique check (length(hash) = 32),
    owner         text not null references person,
    scopes        text not null check (length(scopes) > 0), -- blank separated
    created_by    text not null references person,
    created_at    timestamptz not null,
    expires_at    timestamptz not null check (expires_at > created_at),
    last_used_at  timestamptz,
    revoked_by    text references person,
    revoked_at    timestamptz,
    check ((revoked_at is null) = (revoked_by is null))
);
