create table approval_rule (
    name    text primary key,
    votes   int  not null check (votes between 1 and 9),
    version int  not null check (version > 0)
);
insert into approval_rule (name, votes, version) values ('production', 2, 1), ('trial', 1, 1);

create table approval (
    subject        text primary key,
    version        int         not null,
    title          text        not null,
    customer       text        not null,
    impact         text        not null,
    link           text        not null,
    requester      text        not null,
    requester_name text        not null,
    fingerprint    text        not null check (fingerprint ~ '^[0-9a-f]{64}$'),
    round          int         not null check (round > 0),
    votes_needed   int         not null check (votes_needed > 0),
    state          text        not null check (state in ('OPEN', 'GRANTED', 'REJECTED', 'VOIDED', 'EXPIRED', 'WITHDRAWN')),
    asked          timestamptz not null,
    expires        timestamptz not null
);
create index approval_open on approval (expires) where state in ('OPEN', 'GRANTED');

create table vote (
    id           bigint generated always as identity primary key,
    subject      text        not null references approval,
    round        int         not null,
    voter        text        not null,
    voter_name   text        not null,
    verdict      text        not null check (verdict in ('YES', 'NO', 'CHANGES')),
    fingerprint  text        not null check (fingerprint ~ '^[0-9a-f]{64}$'),
    comment      text        not null,
    at           timestamptz not null,
    signed_in_at timestamptz not null,
    methods      text        not null,
    unique (subject, round, voter)
);

-- The database itself keeps the two rules that nobody may get around: a vote stays as it was, and is never the requester's.
create function vote_is_of_somebody_else() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        raise exception 'votes are never altered';
    end if;
    if exists (select 1 from approval where subject = new.subject and requester = new.voter) then
        raise exception 'the requester of % cannot vote on it', new.subject;
    end if;
    return new;
end $$;
create trigger vote_is_of_somebody_else before insert or update or delete on vote
    for each row execute function vote_is_of_somebody_else();
revoke update, delete, truncate on vote from "${appRole}";
